/** A command of the audit log cannot do what it was asked to: the message says in one line why, and what to do. */
export class AuditCommandError extends Error {
  readonly code = "audit_command";
  constructor(message: string) {
    super(message);
    this.name = "AuditCommandError";
  }
}
