/** What writes a body failed, not the store that it is written to. */
class BodyFault extends Error {
  constructor(cause: unknown) {
    super("the body of an object could not be made", { cause });
    this.name = "BodyFault";
  }
}

/** Passes a body on, and marks its own faults, so that none of them is taken for one of the store. */
export async function* guardBody(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  let isEnded = false;
  try {
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        isEnded = true;
        throw new BodyFault(error);
      });
      if (next.done) {
        isEnded = true;
        return;
      }
      yield next.value;
    }
  } finally {
    // Whoever stops reading early lets the body clear away what it holds.
    if (!isEnded) await chunks.return?.();
  }
}

/** Whether an error is the body's own; its `cause` is what happened. */
export function isBodyFault(error: unknown): error is Error {
  return error instanceof BodyFault;
}
