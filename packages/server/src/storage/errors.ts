/** The store cannot take or answer this now: nothing was acknowledged, and the caller may try again. */
export class StorageUnavailableError extends Error {
  readonly code = "storage_unavailable";
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StorageUnavailableError";
  }
}
