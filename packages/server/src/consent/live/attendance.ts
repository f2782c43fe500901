import type { StreamSink } from "../../http/route.ts";
import { HEARTBEAT_TEXT, toGreetingText } from "./event-text.ts";
import { createListener, enter, type ListenCommand, type Listener, leave } from "./listener.ts";
import type { ListenerIndex } from "./listener-index.ts";
import type { StateTeller } from "./state-teller.ts";

/** How many seconds lie between two signs of life of one connection. */
const HEARTBEAT_SECONDS = 15;
/** How long a connection lasts: then the browser connects again, and load balancers get to spread it anew. */
const AGE_SECONDS_MAX = 3600;
/** Browsers come back after 2 to 5 seconds, so that they do not all come at once after a restart. */
const RETRY_MS_MIN = 2000;
const RETRY_MS_SPREAD = 3000;

/** The open streams: who comes, who goes, and that each is alive. */
export interface Attendance {
  open(command: ListenCommand, sink: StreamSink, onClose: () => void): void;
  /** Call once a second; `isAsking`: every listener is also to be read within a heartbeat. */
  tick(isAsking: boolean): void;
  all(): readonly Listener[];
}

export function createAttendance(
  index: ListenerIndex<Listener>,
  teller: StateTeller,
  random: () => number,
): Attendance {
  const slots = Array.from({ length: HEARTBEAT_SECONDS }, () => new Set<Listener>());
  let second = 0;
  let opened = 0;

  return {
    open: (command, sink, onClose) => {
      const listener = createListener(command, sink, second);
      const slot = slots[opened++ % HEARTBEAT_SECONDS];
      enter(index, listener);
      slot?.add(listener);
      sink.onClose(() => {
        leave(index, listener);
        slot?.delete(listener);
        onClose();
      });
      if (listener.isClosed) return;
      sink.write(toGreetingText(RETRY_MS_MIN + Math.floor(random() * RETRY_MS_SPREAD)));
      // It hears already: a change while its state is read makes it read again.
      teller.ask(listener);
    },
    tick: (isAsking) => {
      second++;
      // A slot a second: all at once would hold up every answer of the process.
      for (const listener of slots[second % HEARTBEAT_SECONDS] ?? []) {
        if (second - listener.openedAt >= AGE_SECONDS_MAX) listener.sink.end();
        else listener.sink.write(HEARTBEAT_TEXT);
        if (isAsking || listener.hasFailed) teller.ask(listener);
      }
    },
    all: () => slots.flatMap((slot) => [...slot]),
  };
}
