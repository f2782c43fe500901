export interface QueueMessage {
  /** Names this delivery; good for `remove` while the message is invisible. */
  readonly receipt: string;
  readonly body: string;
  /** When the queue first took the message. */
  readonly receivedAtMs: number;
}

/**
 * Consent events on their way in.
 * Guarantee: at least once. A message is durable when `send` resolves, and stays until it is removed; a message
 * received but not removed comes back after `visibilityMs`.
 */
export interface EventQueue {
  send(bodies: readonly string[]): Promise<void>;
  receive(limit: number, visibilityMs: number): Promise<readonly QueueMessage[]>;
  remove(receipts: readonly string[]): Promise<void>;
  /** Messages not yet removed. */
  depth(): Promise<number>;
  /** Calls back soon after this process sent something; answers how to stop it. A hint: polling has to do without. */
  onAvailable?(listener: () => void): () => void;
  ping(): Promise<void>;
  close(): Promise<void>;
}
