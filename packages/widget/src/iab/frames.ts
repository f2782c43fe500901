import type { PageApiName } from "./page-api.ts";

/** What a frame asks by a message; every member may be anything. */
export interface FrameRequest {
  readonly command: unknown;
  readonly version: unknown;
  readonly parameter: unknown;
}

export type FrameAnswer = (returnValue: unknown, success: boolean) => void;
export type ToParameters = (request: FrameRequest, answer: FrameAnswer) => readonly unknown[];

interface FrameApi {
  readonly name: PageApiName;
  readonly toParameters: ToParameters;
  /** What the function threw: another CMP's, which has replaced ours. */
  onError(error: unknown): void;
}

/**
 * Answers the frames of a page that ask by `postMessage` (T36 to T40, G4): `{ [name + "Call"]: { command, parameter, version,
 * callId } }` is answered with `{ [name + "Return"]: { returnValue, success, callId } }`, to the asking window alone, text
 * with text and object with object. Whatever else comes is for somebody else, and left alone without a word. Where the head
 * stub stands it does this itself (`stub-text.ts`).
 */
export function listenToFrames(page: Window, { name, toParameters, onError }: FrameApi): void {
  page.addEventListener("message", ({ data, source }) => {
    const request = readRequest(data, `${name}Call`);
    if (!request) return;
    const answer: FrameAnswer = (returnValue, success) => {
      const reply = { [`${name}Return`]: { returnValue, success, callId: request.callId } };
      try {
        // To whatever origin: any frame may ask, and one with an opaque origin cannot be named.
        (source as Window | null)?.postMessage(typeof data === "string" ? JSON.stringify(reply) : reply, "*");
      } catch {
        // The window has gone away, or the answer holds what no message can: there is nobody to tell.
      }
    };
    // What stands there now: another CMP may have replaced ours.
    const call: unknown = (page as unknown as Record<PageApiName, unknown>)[name];
    if (typeof call !== "function") return;
    try {
      call(...toParameters(request, answer));
    } catch (error) {
      onError(error);
    }
  });
}

/** Reads a message; `null`: it is not meant for us, or damaged. */
function readRequest(data: unknown, key: string): (FrameRequest & { readonly callId: unknown }) | null {
  try {
    // Most texts that are sent in a page are for others, and may be long.
    const message: unknown = typeof data === "string" ? data.includes(key) && JSON.parse(data) : data;
    const request: unknown = isObject(message) ? message[key] : null;
    if (!isObject(request) || isObject(request.callId)) return null;
    return { command: request.command, version: request.version, parameter: request.parameter, callId: request.callId };
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => Object(value) === value;
