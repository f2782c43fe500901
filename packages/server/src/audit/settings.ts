/** How the audit log is named, signed and kept. */
export interface AuditSettings {
  readonly keyFile: string;
  /** `undefined`: made from the first key. */
  readonly origin: string | undefined;
  readonly archiveAfterDays: number;
  readonly retainDays: number;
}
