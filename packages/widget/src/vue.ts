import {
  type App,
  type ComputedRef,
  computed,
  defineComponent,
  getCurrentInstance,
  getCurrentScope,
  type MaybeRefOrGetter,
  onMounted,
  onScopeDispose,
  type ShallowRef,
  shallowRef,
  toValue,
} from "vue";
import type { ConsentSnapshot } from "./api.ts";
import { type GateMarks, isOpen } from "./frameworks/gate-marks.ts";
import { readSnapshot, subscribe } from "./page-widget.ts";
import { EMPTY_SNAPSHOT } from "./state/empty-snapshot.ts";
import { isAllowedIn } from "./state/is-allowed.ts";

export type { ConsentSnapshot, ConsentView } from "./api.ts";

/** What a gate waits for. */
export interface ConsentGateProps extends GateMarks {}

/**
 * Reads what holds for the visitor. The widget may be started by `init` or by a script tag, before or after: until then,
 * and on a server, nothing is allowed. Ends with the component, or with the effect scope, that it was called in.
 */
export function useConsent(): Readonly<ShallowRef<ConsentSnapshot>> {
  const consent = shallowRef(EMPTY_SNAPSHOT);
  let end = () => {};
  const read = () => {
    consent.value = readSnapshot();
  };
  const follow = () => {
    read();
    end = subscribe(read);
  };
  // The first rendering of a component has to be the server's; the next one comes before the paint.
  if (getCurrentInstance()) onMounted(follow);
  else follow();
  if (getCurrentScope()) onScopeDispose(() => end());
  return consent;
}

/** Says whether a category, or a service, may run. */
export function useIsAllowed(id: MaybeRefOrGetter<string>): ComputedRef<boolean> {
  const consent = useConsent();
  return computed(() => isAllowedIn(consent.value, toValue(id)));
}

/**
 * Renders its default slot while everything that it names is allowed, and the slot `fallback` until then. A gate that
 * names nothing stays closed.
 */
export const ConsentGate = /* @__PURE__ */ defineComponent(
  (props: ConsentGateProps, { slots }) => {
    const consent = useConsent();
    return () => (isOpen(consent.value, props) ? slots.default?.() : slots.fallback?.());
  },
  { name: "ConsentGate", props: ["category", "service"] },
);

/** Registers `<ConsentGate>` for every template: `app.use(consentPlugin)`. */
export const consentPlugin = {
  install(app: App): void {
    app.component("ConsentGate", ConsentGate);
  },
};
