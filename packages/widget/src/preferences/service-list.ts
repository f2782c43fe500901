import type { CategoryConfig, ServiceConfig } from "@cookiehub/schemas/types";
import { addCookieTable } from "./cookie-table.ts";
import type { Draft } from "./draft.ts";
import { createLine } from "./line.ts";
import type { PreferencesRuntime } from "./runtime.ts";

export interface ServiceListProps {
  readonly category: CategoryConfig;
  /** Name of the category in the page's language. */
  readonly name: string;
  readonly draft: Draft;
  /** Takes the function that draws each switch, as soon as it is there. */
  readonly inside: (() => void)[];
  readonly onToggle: () => void;
}

/** Adds the services of a category and the cookies of each, then those of no service: a step for each. */
export function* addServices(
  runtime: PreferencesRuntime,
  panel: HTMLElement,
  props: ServiceListProps,
): Generator<void> {
  const { createElement } = runtime.ui;
  const { services, cookies } = props.category;
  const list = createElement("ul", { class: "ch-list", role: "list" });
  if (services.length > 0) panel.append(list);
  for (const service of services) {
    const item = createElement("li", { class: "ch-item" }, createServiceLine(runtime, service, props));
    list.append(item);
    yield;
    const own = cookies.filter((cookie) => cookie.service === service.id);
    yield* addCookieTable(runtime, item, service.name, own);
  }
  const others = cookies.filter(({ service }) => !services.some(({ id }) => id === service));
  yield* addCookieTable(runtime, panel, props.name, others);
}

function createServiceLine(
  runtime: PreferencesRuntime,
  { id, name, description, provider, privacy_policy_url: href }: ServiceConfig,
  { category, draft, inside, onToggle }: ServiceListProps,
): HTMLElement {
  const { texts } = runtime;
  const { createElement } = runtime.ui;
  const policy = texts.message("privacy_policy");
  const isOn = () => draft.isServiceAllowed(id);
  const line = createLine(runtime, {
    // No category has such an id.
    id: `service.${id}`,
    heading: "h4",
    name,
    text: [
      description && createElement("p", {}, description),
      provider && createElement("p", {}, `${texts.message("provider")}: ${provider}`),
    ],
    more:
      href &&
      /^https?:/i.test(href) &&
      createElement(
        "a",
        // A click that left the page would lose what is being chosen.
        { class: "ch-small", href, target: "_blank", rel: "noopener noreferrer", "aria-label": `${policy}: ${name}` },
        policy,
      ),
    state: category.required
      ? undefined
      : {
          isOn,
          toResult: () => (isOn() ? "allowed" : "refused"),
          onToggle() {
            draft.toggleService(category, id);
            line.draw();
            onToggle();
          },
        },
  });
  inside.push(line.draw);
  return line.element;
}
