import { ApiError } from "../../http/api-error.ts";
import type { StreamSink } from "../../http/route.ts";
import type { Cache } from "../../storage/ports.ts";
import { toDeviceSubject } from "../../storage/subject.ts";
import type { ConsentChange } from "../context.ts";
import { type Announcement, CONSENT_CHANGED, publishChange, readAnnouncement } from "./announcement.ts";
import { createAttendance } from "./attendance.ts";
import { createConnectionCounts } from "./connection-counts.ts";
import type { ListenCommand, Listener } from "./listener.ts";
import { createListenerIndex } from "./listener-index.ts";
import { createStateTeller } from "./state-teller.ts";

/** Where the address is known: open tabs of one prefix at one tenant, and anywhere. */
const TENANT_PREFIX_MAX = 50;
const PREFIX_MAX = 200;
/** What part of all connections one tenant may have. */
const TENANT_SHARE = 10;
const FULL_RETRY_SECONDS = 60;

export interface LiveEventsParts {
  readonly cache: Cache;
  /** Whether other processes change records and this one does not hear of it: then the store is asked now and then. */
  readonly isDeaf: boolean;
  readonly connectionsMax: number;
  /** Calls back every second until it is stopped. */
  readonly everySecond: (tick: () => void) => () => void;
  /** A number from 0 to 1. */
  readonly random: () => number;
  readonly onFailure: (error: unknown) => void;
}

export interface LiveEvents {
  /** Tells listeners in every process of a committed change. Never rejects. */
  announce(change: ConsentChange): Promise<void>;
  /** Takes a place and answers what fills the stream. Throws `rate_limited` or `shutting_down`. */
  listen(command: ListenCommand): (sink: StreamSink) => void;
  /** What is held for listeners now: all 0 when nobody listens. */
  count(): { readonly connections: number; readonly subjects: number; readonly names: number };
  /** Ends every stream; new ones are refused. */
  close(): void;
}

/**
 * Creates the hub of live events. A change is announced by name only; each listener then reads its own state from the
 * store, so that a message that is late, doubled or lost can make it late, never wrong.
 */
export async function createLiveEvents(parts: LiveEventsParts): Promise<LiveEvents> {
  const { cache, connectionsMax: process } = parts;
  const tenant = Math.ceil(process / TENANT_SHARE);
  const counts = createConnectionCounts({ process, tenant, tenantPrefix: TENANT_PREFIX_MAX, prefix: PREFIX_MAX });
  const index = createListenerIndex<Listener>();
  const teller = createStateTeller(index, parts.onFailure);
  const attendance = createAttendance(index, teller, parts.random);
  let isLost = false;
  let isClosed = false;

  const hear = ({ tenantId, subject, deviceId }: Announcement): void => {
    const heard = new Set([...index.find(tenantId, subject), ...index.find(tenantId, toDeviceSubject(deviceId))]);
    for (const listener of heard) {
      listener.isBehind = true;
      teller.ask(listener);
    }
  };
  const onMessage = (message: string): void => {
    const announcement = readAnnouncement(message);
    if (announcement) hear(announcement);
  };
  const unsubscribe = await cache.subscribe(CONSENT_CHANGED, onMessage, {
    onLost: () => {
      isLost = true;
    },
    onRestored: () => {
      isLost = false;
      for (const listener of attendance.all()) teller.ask(listener);
    },
  });
  const stopTicks = parts.everySecond(() => attendance.tick(isLost || parts.isDeaf));

  return {
    announce: (change) => publishChange(cache, change, hear),
    listen: (command) => {
      if (isClosed) throw new ApiError("shutting_down", "This server is stopping. Connect again.");
      const release = counts.take(command.tenantId, command.addressPrefix);
      if (release) return (sink) => attendance.open(command, sink, release);
      const message = "Too many listeners. Go on without live events, and try again later.";
      throw new ApiError("rate_limited", message, undefined, FULL_RETRY_SECONDS);
    },
    count: () => ({ connections: counts.connections, subjects: index.size, names: counts.size }),
    close: () => {
      if (isClosed) return;
      isClosed = true;
      stopTicks();
      unsubscribe();
      teller.clear();
      for (const listener of attendance.all()) listener.sink.end();
    },
  };
}
