import type { Patches } from "./patches.ts";

/** Whether this call may not reach this address now; one that may not is recorded. */
export type IsRefused = (kind: string, address: string) => boolean;

/** Refuses `fetch`, `fetchLater`, `XMLHttpRequest` and `sendBeacon` as a network that is down would. Nothing is replayed. */
export function guardRequests(patches: Patches, isRefused: IsRefused): void {
  patches.around(window, "fetch", "value", (pass, _self, [input]) =>
    isRefused("fetch", toAddress(input)) ? Promise.reject(new TypeError("Failed to fetch")) : pass(),
  );
  // Not every browser has it. It is sent by nobody, as one that waits for a page that never ends.
  patches.around(window, "fetchLater", "value", (pass, _self, [input]) =>
    isRefused("fetchLater", toAddress(input)) ? { activated: false } : pass(),
  );
  patches.around(Navigator.prototype, "sendBeacon", "value", (pass, _self, [url]) =>
    isRefused("sendBeacon", toAddress(url)) ? false : pass(),
  );
  guardXhr(patches, isRefused);
}

function guardXhr(patches: Patches, isRefused: IsRefused): void {
  const opened = new WeakMap<object, { readonly address: string; readonly isAsync: boolean }>();
  patches.around(XMLHttpRequest.prototype, "open", "value", (pass, self, args) => {
    const answer = pass();
    const xhr = self as XMLHttpRequest;
    // What was said of the attempt before.
    if (Object.hasOwn(xhr, "readyState")) Reflect.deleteProperty(xhr, "readyState");
    opened.set(xhr, { address: toAddress(args[1]), isAsync: args.length < 3 || Boolean(args[2]) });
    return answer;
  });
  patches.around(XMLHttpRequest.prototype, "send", "value", (pass, self) => {
    const xhr = self as XMLHttpRequest;
    const attempt = opened.get(xhr);
    if (!attempt || !isRefused("XMLHttpRequest", attempt.address)) return pass();
    if (!attempt.isAsync) throw new DOMException("Failed to load", "NetworkError");
    setTimeout(() => {
      // Opened again, it is another attempt.
      if (opened.get(xhr) !== attempt) return;
      Object.defineProperty(xhr, "readyState", { configurable: true, value: XMLHttpRequest.DONE });
      xhr.dispatchEvent(new Event("readystatechange"));
      for (const type of ["error", "loadend"]) xhr.dispatchEvent(new ProgressEvent(type));
    });
    return undefined;
  });
}

/** Reads the address of a string, a `URL` or a `Request`. */
export function toAddress(input: unknown): string {
  try {
    const { url } = Object(input) as { url?: unknown };
    return String(typeof url === "string" ? url : input);
  } catch {
    // The browser says what is wrong with it.
    return "";
  }
}
