const BODY_WAIT_MS = 5;

/**
 * Makes the empty hidden frame by whose name frames find the page that answers them (T3, G4), as soon as there is a body,
 * and only if no frame of that name is reachable.
 */
export function ensureLocator(page: Window, frameName: string): void {
  if ((page.frames as unknown as Record<string, unknown>)[frameName]) return;
  const { body } = page.document;
  // Not at the end of the parsing: frames that the body begins with look for it at once.
  if (!body) return void page.setTimeout(() => ensureLocator(page, frameName), BODY_WAIT_MS);
  const frame = page.document.createElement("iframe");
  frame.name = frameName;
  frame.style.display = "none";
  body.append(frame);
}
