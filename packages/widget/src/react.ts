import { type ReactNode, useSyncExternalStore } from "react";
import type { ConsentSnapshot } from "./api.ts";
import { type GateMarks, isOpen } from "./frameworks/gate-marks.ts";
import { readSnapshot, subscribe } from "./page-widget.ts";
import { EMPTY_SNAPSHOT } from "./state/empty-snapshot.ts";
import { isAllowedIn } from "./state/is-allowed.ts";

export type { ConsentSnapshot, ConsentView } from "./api.ts";

/** A gate of the page: what it waits for, and what it shows. */
export interface ConsentGateProps extends GateMarks {
  readonly children?: ReactNode;
  /** Shown until everything that is named is allowed. @default null */
  readonly fallback?: ReactNode;
}

// The server knows no visitor, and what hydrates has to be what it rendered.
const readServerSnapshot = (): ConsentSnapshot => EMPTY_SNAPSHOT;
const readServerAnswer = (): boolean => false;

/**
 * Reads what holds for the visitor, and renders again when it changes. The widget may be started by `init` or by a script
 * tag, before or after: until then, and on a server, nothing is allowed.
 */
export function useConsent(): ConsentSnapshot {
  return useSyncExternalStore(subscribe, readSnapshot, readServerSnapshot);
}

/** Says whether a category, or a service, may run; renders again only when that answer changes. */
export function useIsAllowed(id: string): boolean {
  return useSyncExternalStore(subscribe, () => isAllowedIn(readSnapshot(), id), readServerAnswer);
}

/**
 * Renders its children while everything that it names is allowed. A gate that names nothing stays closed.
 *
 * @example
 * <ConsentGate category="marketing" fallback={<p>Allow marketing to see the video.</p>}><Video /></ConsentGate>
 */
export function ConsentGate({ children, fallback = null, category, service }: ConsentGateProps): ReactNode {
  const read = (): boolean => isOpen(readSnapshot(), { category, service });
  return useSyncExternalStore(subscribe, read, readServerAnswer) ? children : fallback;
}
