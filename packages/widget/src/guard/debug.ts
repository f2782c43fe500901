import type { Refusal } from "./addresses.ts";

/** Whether the script tag asks to be told: `data-debug`. */
export function isDebugged(): boolean {
  const script = Reflect.get(Document.prototype, "currentScript", document) as Element | null;
  return script?.hasAttribute("data-debug") === true;
}

/** Tells a developer of what could not be stopped. */
export function warnOfTooLate(element: Element, { address, rule }: Refusal): void {
  // biome-ignore lint/suspicious/noConsole: asked for by the developer, and silent otherwise
  console.warn(
    `CookieHub came too late for <${element.localName}> ${address} (rule ${rule.pattern}, ${rule.service ?? rule.category}): mark it`,
    element,
  );
}
