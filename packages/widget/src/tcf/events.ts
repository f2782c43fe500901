/** What a TC string is told with ("CMP API v2", `eventStatus`; T23 to T25). */
export type TcfEventStatus = "tcloaded" | "cmpuishown" | "useractioncomplete";

/** Where a page view stands. */
export interface TcfEvents {
  /** What a listener that comes now is told (T27); `undefined`: no choice is told yet. */
  readonly status: TcfEventStatus | undefined;
  /** What holds again when the visitor closes the dialog without a decision. */
  readonly settled: Exclude<TcfEventStatus, "cmpuishown"> | undefined;
  /** A first layer or a dialog is on the screen. */
  readonly isShown: boolean;
  /** `cmpuishown` was told: from then on a choice is told as the visitor's act (T26). */
  readonly isAnnounced: boolean;
  /** There is a string to tell with it. */
  readonly hasString: boolean;
}

/** What happens in a page view. */
export type TcfAct =
  /** The stored string was read, once: whether it still holds (T68, T76), and whether the visitor will be asked. */
  | { readonly type: "load"; readonly isStringValid: boolean; readonly willAsk: boolean }
  /** A string was made for what is shown, or will be, with no consent that was not given before (T24). */
  | { readonly type: "string" }
  /** The first layer or the settings came to the screen. */
  | { readonly type: "show" }
  /** They left it. A decision is told apart. */
  | { readonly type: "hide" }
  /** A new choice holds: made here, in another tab, or by a call of the page. Its string is there. */
  | { readonly type: "decide" };

/** What an act comes to: `isTold` asks for `onChange` of the API. */
export interface TcfStep {
  readonly events: TcfEvents;
  readonly isTold: boolean;
}

export const NO_TCF_EVENTS: TcfEvents = {
  ...{ status: undefined, settled: undefined },
  ...{ isShown: false, isAnnounced: false, hasString: false },
};

/**
 * Says what a page view tells after an act (T23 to T27). `tcloaded` comes only where a stored string holds and nobody will be
 * asked; `cmpuishown` each time something is shown and there is a string, or as soon as there is one; `useractioncomplete` on
 * each decision after that. A choice before that, from another tab or by a call of the page, is a stored one: `tcloaded` with
 * the new string. Closing without a decision is none: nothing is told, and the status is again what it was (decision 0045).
 */
export function onTcfAct(events: TcfEvents, act: TcfAct): TcfStep {
  const { status, settled, isShown, isAnnounced } = events;
  switch (act.type) {
    case "load": {
      const isLoaded = act.isStringValid && !act.willAsk && !isShown && !status;
      return isLoaded ? toStep({ ...events, hasString: true }, "tcloaded") : { events, isTold: false };
    }
    case "show": {
      const shown = { ...events, isShown: true };
      return events.hasString ? toStep(shown, "cmpuishown") : { events: shown, isTold: false };
    }
    case "string": {
      const known = { ...events, hasString: true };
      return isShown ? toStep(known, "cmpuishown") : { events: known, isTold: false };
    }
    case "hide":
      return { events: { ...events, isShown: false, status: settled ?? status }, isTold: false };
    case "decide":
      return toStep({ ...events, hasString: true }, isAnnounced ? "useractioncomplete" : "tcloaded");
  }
}

function toStep(events: TcfEvents, status: TcfEventStatus): TcfStep {
  if (status === "cmpuishown") return { events: { ...events, status, isAnnounced: true }, isTold: true };
  return { events: { ...events, status, settled: status }, isTold: true };
}

/**
 * Says what `ping` tells of the screen (T12): `disabled` where nothing will be shown unless the visitor asks for it, since the
 * GDPR does not apply or what was stored is current.
 */
export function toDisplayStatus(
  { isShown, status }: TcfEvents,
  gdprApplies: boolean | undefined,
): "visible" | "hidden" | "disabled" {
  if (isShown) return "visible";
  return gdprApplies === false || status === "tcloaded" ? "disabled" : "hidden";
}
