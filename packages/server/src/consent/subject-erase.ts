import type { SubjectEraseAnswer } from "@cookiehub/schemas/types";
import { toAuditId } from "../audit/audit-id.ts";
import { toAdministrativeEntry } from "../audit/entry.ts";
import { toDeviceSubject, toUserSubject } from "../storage/subject.ts";
import type { Unit } from "../storage/unit.ts";
import { type Committed, toLockName, type UnitParts } from "./context.ts";
import { DECISIONS_MAX, readHoldings, type SubjectCommand } from "./subject-export.ts";

export interface EraseOutcome {
  readonly answer: SubjectEraseAnswer;
  readonly committed: Committed;
}

/**
 * Erases a device or a user: records, links, and the personal halves and salts of its audit entries (GDPR Art. 17). The statistics
 * are told in the same transaction, and follow (`erase-statistics`).
 * The entries stay, say nothing about anybody any more, and their hashes still hold; that it was done is an entry too.
 */
export function* eraseUnit(parts: UnitParts, command: SubjectCommand): Unit<EraseOutcome> {
  const { consents, links, audit, locks, erasures } = parts.repositories;
  const { tenant, filter, keyId } = command;
  const { tenantId } = tenant;
  const isDevice = "deviceId" in filter;
  const before = isDevice ? [filter.deviceId] : yield* readDevicesOf(parts, tenantId, filter.userId);
  // Devices before their user, as every other change does.
  yield* locks.hold(before.map((deviceId) => toLockName(tenantId, toDeviceSubject(deviceId))));
  const userId = isDevice ? (yield* links.find(tenantId, filter.deviceId))?.userId : filter.userId;
  if (userId !== undefined) yield* locks.hold([toLockName(tenantId, toUserSubject(userId))]);
  const seen = yield* readHoldings(parts, command);
  // A device that logged in since: what waits on it for the user would else bring back who was erased. This is against the
  // order of locks, so one of the two may have to start again.
  const joined = seen.links.map((link) => link.deviceId).filter((deviceId) => !before.includes(deviceId));
  if (joined.length > 0) yield* locks.hold(joined.map((deviceId) => toLockName(tenantId, toDeviceSubject(deviceId))));
  const holdings = joined.length > 0 ? yield* readHoldings(parts, command) : seen;
  for (const { subject } of holdings.records) yield* consents.remove(tenantId, subject);
  for (const { deviceId } of holdings.links) yield* links.remove(tenantId, deviceId);
  if (isDevice) yield* forgetLastDevice(parts, tenantId, filter.deviceId, holdings.links[0]?.userId);
  else yield* forgetUser(parts, tenantId, filter.userId, before);
  let decisions = 0;
  for (const one of holdings.filters) {
    // What another user did on a device of this one is that user's.
    const own = !isDevice && "deviceId" in one ? { ...one, userId: null } : one;
    decisions += yield* audit.eraseSubject(tenantId, own);
  }
  const nowMs = parts.now();
  const auditId = toAuditId(nowMs, parts.random(10));
  const erased = { records: holdings.records.length, links: holdings.links.length, decisions };
  const details = { ...erased, key_id: keyId };
  yield* audit.append(toAdministrativeEntry({ auditId, tenantId, atMs: nowMs, action: "erase", details }), null);
  const devices = [...new Set([...before, ...holdings.links.map((link) => link.deviceId)])];
  // Events name devices, and were received up to now: what a device sends from now on is of another time.
  for (const [index, userToken] of devices.entries()) {
    yield* erasures.add({ erasureId: `${auditId}-${index}`, code: tenant.code, userToken, untilMs: nowMs });
  }
  const subject = isDevice ? toDeviceSubject(filter.deviceId) : toUserSubject(filter.userId);
  return {
    answer: {
      ...{ tenant_id: tenantId, erased_at: new Date(nowMs).toISOString(), erased, audit_id: auditId },
      statistics: "pending",
    },
    committed: { tenantId, subject, deviceId: devices[0] ?? "", auditId, devices },
  };
}

// Also devices that logged out since: their own records still name the user they were merged into.
function* readDevicesOf({ repositories }: UnitParts, tenantId: string, userId: string): Unit<readonly string[]> {
  const linked = yield* repositories.links.ofUser(tenantId, userId);
  const acts = yield* repositories.audit.bySubject(tenantId, { userId }, DECISIONS_MAX);
  const acted = acts.flatMap(({ subject }) => subject?.deviceId ?? []);
  return [...new Set([...linked.map((one) => one.deviceId), ...acted])];
}

function* forgetUser(
  { repositories }: UnitParts,
  tenantId: string,
  userId: string,
  deviceIds: readonly string[],
): Unit<void> {
  const { consents } = repositories;
  for (const deviceId of deviceIds) {
    const record = yield* consents.find(tenantId, toDeviceSubject(deviceId));
    if (record?.userId === userId) yield* consents.put({ ...record, userId: null });
  }
}

// The record of the device's user stays, and names the device that decided last.
function* forgetLastDevice(
  { repositories }: UnitParts,
  tenantId: string,
  deviceId: string,
  userId: string | undefined,
): Unit<void> {
  if (userId === undefined) return;
  const record = yield* repositories.consents.find(tenantId, toUserSubject(userId));
  if (record?.deviceId === deviceId) yield* repositories.consents.put({ ...record, deviceId: "", statedAtMs: null });
}
