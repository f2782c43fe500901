/** The store cannot take or answer this now: nothing was acknowledged, and the caller may try again. */
export class StorageUnavailableError extends Error {
  readonly code = "storage_unavailable";
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StorageUnavailableError";
  }
}

/** Somebody else wrote under this key first: nothing was changed. */
export class StorageConflictError extends Error {
  readonly code = "storage_conflict";
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StorageConflictError";
  }
}

/** The store never takes an object under this key; trying again does not help. */
export class ObjectKeyError extends Error {
  readonly code = "object_key_invalid";
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ObjectKeyError";
  }
}

/** The message is too long for a channel: publish a reference to what it is about instead. */
export class CacheMessageError extends Error {
  readonly code = "cache_message_too_long";
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CacheMessageError";
  }
}

/** The queue never takes a message with this text: keep it elsewhere and send where it is, or make it shorter. */
export class QueueMessageError extends Error {
  readonly code = "queue_message_invalid";
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "QueueMessageError";
  }
}
