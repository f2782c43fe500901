import type { Unit } from "../../unit.ts";

/** How many months of partitions are kept ready beyond the running one. */
const MONTHS_AHEAD = 3;

/**
 * Makes the partitions of audit entries for the running month (UTC) and the coming ones. A month whose entries went to
 * the default partition already stays there, and one whose tables are busy is left for the next time: nobody who writes
 * waits for this.
 */
export function* keepAuditMonthsUnit(nowMs: number): Unit<void> {
  yield { sql: "SELECT keep_audit_months($1, $2)", values: [Math.trunc(nowMs), MONTHS_AHEAD] };
}
