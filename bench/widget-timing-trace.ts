/**
 * One event of a Chromium trace; times in microseconds. Those of the thread stand still while it waits for a processor
 * and go on while it is slowed down on purpose, so that other work on the machine is not counted.
 */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tts?: number;
  readonly tdur?: number;
  readonly args: { readonly data?: { readonly url?: string } };
}

/** What one page load cost the main thread, in milliseconds of its own time. */
interface TraceCost {
  /** The longest task in which a script of the measured origin ran, whole: style, layout and paint in it count. */
  readonly longestTaskMs: number;
  /** From the start of the first such script until the last request for a tag; `null` where there is none. */
  readonly tagsReleasedMs: number | null;
}

/** What a trace has to hold for `readTraceCost`: little, because every event costs the page time. */
export const TRACE_CATEGORIES: string[] = ["__metadata", "toplevel", "devtools.timeline"];

const CALLS = new Set(["EvaluateScript", "FunctionCall"]);
const TASKS = new Set(["RunTask", "ThreadControllerImpl::RunTask"]);

/** Reads what the scripts below `scriptUrl` cost. Throws when the trace holds none of them. */
export function readTraceCost(trace: Buffer, { scriptUrl }: { readonly scriptUrl: string }): TraceCost {
  const { traceEvents } = JSON.parse(trace.toString("utf8")) as { traceEvents: TraceEvent[] };
  const first = traceEvents.find((event) => event.name === "EvaluateScript" && isBelow(event, scriptUrl));
  if (!first) throw new Error(`The trace holds no script below ${scriptUrl}`);
  const main = traceEvents.filter(({ pid, tid, ts }) => pid === first.pid && tid === first.tid && ts >= first.ts - 1e6);
  const calls = main.filter((event) => CALLS.has(event.name) && isBelow(event, scriptUrl) && event.ts >= first.ts);
  const tasks = main.filter((task) => TASKS.has(task.name) && calls.some((call) => isWithin(call, task)));
  const released = main
    .filter(({ name, args }) => name === "ResourceSendRequest" && args.data?.url?.includes("/tag.js"))
    .map(({ tts = Number.NaN }) => (tts - (first.tts ?? Number.NaN)) / 1000);
  return {
    longestTaskMs: Math.max(...tasks.map(({ tdur = Number.NaN }) => tdur)) / 1000,
    tagsReleasedMs: released.length > 0 ? Math.max(...released) : null,
  };
}

function isBelow({ args }: TraceEvent, url: string): boolean {
  return args.data?.url?.startsWith(url) ?? false;
}

function isWithin(inner: TraceEvent, outer: TraceEvent): boolean {
  return inner.ts >= outer.ts && inner.ts + (inner.dur ?? 0) <= outer.ts + (outer.dur ?? 0);
}
