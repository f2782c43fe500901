/** The log is not what it was: nothing is signed until somebody has found out why. */
export class LogFaultError extends Error {
  readonly code = "audit_log_fault";
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LogFaultError";
  }
}
