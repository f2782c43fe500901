import type { Platform } from "./platform.ts";

/** A connection can be held open for ever; nobody waits for a banner any longer than this. */
const ANSWER_TIMEOUT_MS = 10_000;

/** Waits so long for an answer, and no longer: then it is given up, by the signal too, and the promise rejects. */
export async function withTimeLimit<Value>(
  { setTimer, clearTimer }: Pick<Platform, "setTimer" | "clearTimer">,
  ask: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const abort = new AbortController();
  let timer: unknown;
  const late = new Promise<never>((_, reject) => {
    timer = setTimer(() => {
      reject(new Error(`No answer within ${ANSWER_TIMEOUT_MS} ms`));
      abort.abort();
    }, ANSWER_TIMEOUT_MS);
  });
  try {
    return await Promise.race([ask(abort.signal), late]);
  } finally {
    clearTimer(timer);
  }
}
