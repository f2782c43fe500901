import type { StreamSink } from "../../http/route.ts";
import { toDeviceSubject, toUserSubject } from "../../storage/subject.ts";
import type { ListenerIndex } from "./listener-index.ts";

/** Where a device's consent stands, and what `GET /api/v1/consent` would answer: read together, so that they agree. */
export interface LivePosition {
  /** Names the state: the audit id of the record that holds, `none` without one. */
  readonly id: string;
  readonly userId: string | null;
  /** JSON of a `ConsentCheckAnswer`. */
  readonly answer: string;
}

export interface ListenCommand {
  readonly tenantId: string;
  readonly deviceId: string;
  /** `""` when it is not known, or stands for many. */
  readonly addressPrefix: string;
  /** The state that the browser has; without it, it is taken to have the present one. */
  readonly lastEventId: string | undefined;
  readPosition(): Promise<LivePosition>;
}

/** One open stream. */
export interface Listener {
  readonly command: ListenCommand;
  readonly sink: StreamSink;
  /** The second it was opened in. */
  readonly openedAt: number;
  /** The user whose changes it hears, as last read. */
  userId: string | null;
  /** The state the browser has; `undefined` until the first reading. */
  knownId: string | undefined;
  /** Something happened that the browser may not know: then the first reading is news, not where it stands. */
  isBehind: boolean;
  isReading: boolean;
  /** To be read once more: a change came while it was being read. */
  isStale: boolean;
  hasFailed: boolean;
  isClosed: boolean;
}

export function createListener(command: ListenCommand, sink: StreamSink, openedAt: number): Listener {
  return {
    command,
    sink,
    openedAt,
    userId: null,
    knownId: command.lastEventId,
    isBehind: false,
    isReading: false,
    isStale: false,
    hasFailed: false,
    isClosed: false,
  };
}

/** Puts a listener where changes of its device are heard. */
export function enter(index: ListenerIndex<Listener>, listener: Listener): void {
  index.add(listener.command.tenantId, toDeviceSubject(listener.command.deviceId), listener);
}

/** Takes a listener out of everything it hears. */
export function leave(index: ListenerIndex<Listener>, listener: Listener): void {
  listener.isClosed = true;
  index.remove(listener.command.tenantId, toDeviceSubject(listener.command.deviceId), listener);
  follow(index, listener, null);
}

/** Lets a listener hear another user, or none; answers whether it hears one that it did not hear before. */
export function follow(index: ListenerIndex<Listener>, listener: Listener, userId: string | null): boolean {
  if (listener.userId === userId) return false;
  const { tenantId } = listener.command;
  if (listener.userId !== null) index.remove(tenantId, toUserSubject(listener.userId), listener);
  if (userId !== null) index.add(tenantId, toUserSubject(userId), listener);
  listener.userId = userId;
  return userId !== null;
}
