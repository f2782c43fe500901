// What tests of live events are made of.
import type { StreamSink } from "../../http/route.ts";
import { createMemoryCache } from "../../storage/cache/memory.ts";
import type { Cache, Subject, SubscriptionGaps } from "../../storage/ports.ts";
import type { ConsentChange } from "../context.ts";
import type { ListenCommand, LivePosition } from "./listener.ts";
import { createLiveEvents, type LiveEvents, type LiveEventsParts } from "./live-events.ts";

/** Records and links as a store keeps them: device -> user, subject -> audit id. */
export function createState() {
  const links = new Map<string, string>();
  const records = new Map<string, string>();
  return {
    links,
    records,
    position(deviceId: string): LivePosition {
      const userId = links.get(deviceId) ?? null;
      const id = records.get(userId === null ? `d:${deviceId}` : `u:${userId}`) ?? "none";
      return { id, userId, answer: JSON.stringify({ state: id }) };
    },
  };
}

/** One tab that listens. */
export interface Reader {
  readonly sink: StreamSink;
  /** Ids of the events heard, in order. */
  heard(): string[];
  readonly texts: string[];
  leave(): void;
  readonly hasEnded: () => boolean;
}

function createReader(): Reader {
  const texts: string[] = [];
  const listeners: (() => void)[] = [];
  let hasEnded = false;
  const leave = (): void => {
    hasEnded = true;
    for (const listener of listeners.splice(0)) listener();
  };
  return {
    texts,
    sink: { write: (text) => texts.push(text), end: leave, onClose: (listener) => listeners.push(listener) },
    heard: () =>
      texts.flatMap((text) => /^event: consent\nid: (.*)\ndata: \{"state":"\1"\}\n\n$/.exec(text)?.[1] ?? []),
    leave,
    hasEnded: () => hasEnded,
  };
}

/** Starts a hub whose seconds the test lets pass. */
export async function startHub(parts: Partial<LiveEventsParts> = {}) {
  const ticks: (() => void)[] = [];
  const failures: unknown[] = [];
  const live = await createLiveEvents({
    cache: await createMemoryCache({ entriesMax: 10 }),
    isDeaf: false,
    connectionsMax: 10_000,
    everySecond: (tick) => {
      ticks.push(tick);
      return () => ticks.splice(0);
    },
    random: () => 0.5,
    onFailure: (error) => failures.push(error),
    ...parts,
  });
  return {
    live,
    failures,
    pass: (seconds: number) => {
      for (let second = 0; second < seconds; second++) for (const tick of ticks) tick();
    },
  };
}

/** Lets what is under way come to its end. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Listens as a tab does. */
export async function listen(
  live: LiveEvents,
  state: ReturnType<typeof createState>,
  command: Partial<ListenCommand> = {},
): Promise<Reader> {
  const reader = createReader();
  const { deviceId = "dev_a" } = command;
  live.listen({
    tenantId: "demo",
    deviceId,
    addressPrefix: "",
    lastEventId: undefined,
    readPosition: async () => state.position(deviceId),
    ...command,
  })(reader.sink);
  await settle();
  return reader;
}

/** Makes what a service announces. */
export function toChange(
  subject: Subject,
  deviceId: string,
  action: ConsentChange["action"] = "update",
): ConsentChange {
  return { tenantId: "demo", subject, deviceId, auditId: "aud_x", action };
}

/** A cache whose subscription the test loses and restores. */
export async function createLossyCache(): Promise<{ cache: Cache; gaps: () => SubscriptionGaps | undefined }> {
  const memory = await createMemoryCache({ entriesMax: 10 });
  let kept: SubscriptionGaps | undefined;
  const subscribe: Cache["subscribe"] = (channel, listener, gaps) => {
    kept = gaps;
    return memory.subscribe(channel, listener, gaps);
  };
  return { cache: { ...memory, subscribe }, gaps: () => kept };
}
