import { toEventText, toPositionText } from "./event-text.ts";
import { follow, type Listener, type LivePosition } from "./listener.ts";
import type { ListenerIndex } from "./listener-index.ts";
import { createWorkQueue } from "./work-queue.ts";

/** Reads of the store at a time: a restored connection makes every listener ask. */
const READS_AT_ONCE = 16;

/** Reads how a listener's consent stands, and tells it when that is not what it knows. */
export interface StateTeller {
  /** Reads soon; once, however often it is asked meanwhile. */
  ask(listener: Listener): void;
  clear(): void;
}

export function createStateTeller(index: ListenerIndex<Listener>, onFailure: (error: unknown) => void): StateTeller {
  const queue = createWorkQueue<Listener>(READS_AT_ONCE, read);

  async function read(listener: Listener): Promise<void> {
    if (listener.isReading) return;
    listener.isReading = true;
    listener.hasFailed = false;
    try {
      while (listener.isStale && !listener.isClosed) {
        listener.isStale = false;
        const position = await listener.command.readPosition();
        if (!listener.isClosed) tell(listener, position);
      }
    } catch (error) {
      // Not cut off: the browser would come back at once, to the same store. It is read again with its next heartbeat.
      listener.hasFailed = true;
      listener.isBehind = true;
      onFailure(error);
    } finally {
      listener.isReading = false;
    }
  }

  function tell(listener: Listener, { id, userId, answer }: LivePosition): void {
    // What the user's record went through between reading the link and listening to it was not heard: read again.
    if (follow(index, listener, userId)) listener.isStale = true;
    const isBaseline = listener.knownId === undefined && !listener.isBehind;
    if (isBaseline) listener.sink.write(toPositionText(id));
    else if (listener.knownId !== id) listener.sink.write(toEventText({ id, data: answer }));
    listener.knownId = id;
    listener.isBehind = false;
  }

  return {
    ask: (listener) => {
      listener.isStale = true;
      if (!listener.isReading) queue.add(listener);
    },
    clear: queue.clear,
  };
}
