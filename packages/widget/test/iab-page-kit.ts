import { headStub } from "../src/stub.ts";

type Callback = (value: unknown, success: boolean) => void;

/** A window with the functions of the IAB in it, called as pages call them. */
export interface IabWindow extends Window {
  __tcfapi?: (command: unknown, version?: unknown, callback?: unknown, parameter?: unknown) => unknown;
  __gpp?: (command?: unknown, callback?: unknown, parameter?: unknown, version?: unknown) => unknown;
}

/** Opens an empty page of its own: a frame of this origin, with a document that scripts can be put into. */
export function openPage(head = ""): IabWindow {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const { contentWindow, contentDocument } = frame;
  if (!contentWindow || !contentDocument) throw new Error("the frame has no document");
  contentDocument.open();
  contentDocument.write(`<!doctype html><head>${head}</head><body></body>`);
  contentDocument.close();
  return contentWindow;
}

/** Opens a page whose head begins with the stubs. */
export const openStubPage = (options = { tcf: true, gpp: true }) => openPage(`<script>${headStub(options)}</script>`);

/** Takes every page that was opened out of the document again. */
export function closePages(): void {
  for (const frame of document.querySelectorAll("iframe")) frame.remove();
}

/** Collects what a callback is given. */
export function createEar(): { readonly heard: [unknown, boolean][]; readonly hear: Callback } {
  const heard: [unknown, boolean][] = [];
  return { heard, hear: (value, success) => void heard.push([value, success]) };
}

/** Opens a frame in a page, which posts to windows and keeps what it is answered. */
export function openFrame(page: Window): {
  post(message: unknown, target?: Window): void;
  readonly answers: unknown[];
} {
  const frame = page.document.createElement("iframe");
  page.document.body.append(frame);
  const inner = frame.contentWindow;
  if (!inner) throw new Error("the frame has no window");
  const answers: unknown[] = [];
  inner.addEventListener("message", ({ data }) => answers.push(data));
  // The sender of a message is whose code sends it.
  const script = frame.contentDocument?.createElement("script");
  if (!script) throw new Error("the frame has no document");
  script.text = "function post(message, target) { target.postMessage(message, '*') }";
  frame.contentDocument?.head.append(script);
  const { post } = inner as unknown as { post(message: unknown, target: Window): void };
  return { post: (message, target = page) => post(message, target), answers };
}
