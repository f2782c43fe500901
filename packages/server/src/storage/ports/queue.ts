export interface QueueMessage {
  /** Names this delivery; good for `remove` while the message is invisible. */
  readonly receipt: string;
  readonly body: string;
  /** When the queue first took the message. */
  readonly receivedAtMs: number;
}

export interface QueueWait {
  /** How long to wait for a first message. A queue that tells of messages by `onAvailable` answers at once. @default 0 */
  readonly waitMs?: number | undefined;
  /** Ends the waiting: what has come by then is the answer. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Consent events on their way in.
 * Guarantee: at least once. A message is durable when `send` resolves, and stays until it is removed; a message
 * received but not removed comes back after `visibilityMs`. A `send` that rejects may have taken some of its messages.
 */
export interface EventQueue {
  /** Rejects with `QueueMessageError`, and takes none, when a text is one that it never takes. */
  send(bodies: readonly string[]): Promise<void>;
  /** Answers messages that nobody holds: at most `limit`, and not always all that there are. */
  receive(limit: number, visibilityMs: number, wait?: QueueWait): Promise<readonly QueueMessage[]>;
  /**
   * Removes what these deliveries brought. A receipt whose time is over removes nothing or, on a queue with several
   * servers, perhaps the message under its new receiver: so remove only what is durable elsewhere.
   */
  remove(receipts: readonly string[]): Promise<void>;
  /** Messages not yet removed; of a queue with several servers an estimate that may be a minute old. */
  depth(): Promise<number>;
  /** Calls back soon after this process sent something; answers how to stop it. A hint: polling has to do without. */
  onAvailable?(listener: () => void): () => void;
  ping(): Promise<void>;
  close(): Promise<void>;
}
