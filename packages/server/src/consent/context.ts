import { resolveRegulation } from "@cookiehub/schemas/rules";
import { toAuditId } from "../audit/audit-id.ts";
import type { ConsentRow, Repositories, Subject, TenantRow } from "../storage/ports.ts";
import { toDeviceSubject, toUserSubject } from "../storage/subject.ts";
import type { Unit } from "../storage/unit.ts";
import type { Agent } from "./agent.ts";
import type { ChangeContext } from "./change.ts";
import { readStatedAt, toLatestReading } from "./device-clock.ts";
import { fromKeptRecord } from "./kept-record.ts";

/** Who asks for a change, and from where. */
export interface Caller {
  readonly tenant: TenantRow;
  readonly deviceId: string;
  readonly location: string | null;
  readonly agent: Agent;
  readonly addressPrefix: string;
}

export interface UnitParts {
  readonly repositories: Repositories;
  readonly now: () => number;
  /** Random bytes; ids and salts are made of them. */
  readonly random: (bytes: number) => Uint8Array;
}

/** What a change on a device starts from. */
export interface DeviceContext extends ChangeContext {
  /** The device's own record, whoever's it reads. */
  readonly deviceRecord: ConsentRow | undefined;
}

/** A change that was committed: who has to hear of it. */
export interface Committed {
  readonly tenantId: string;
  readonly subject: Subject;
  readonly deviceId: string;
  readonly auditId: string;
  /** Devices that read something else now. */
  readonly devices: readonly string[];
}

/** What listeners are told of a change. */
export interface ConsentChange {
  readonly tenantId: string;
  /** The record that changed, or the device that reads another one now. */
  readonly subject: Subject;
  readonly deviceId: string;
  readonly auditId: string;
  readonly action: "update" | "withdraw" | "migrate" | "unlink" | "erase";
}

/**
 * Reads what a change of a device's consent starts from: the record of its user while it is linked, its own otherwise.
 * Holds both, so that no other change of them runs beside this one.
 */
export function* readChangeContext(parts: UnitParts, caller: Caller): Unit<DeviceContext> {
  const { locks, links, consents } = parts.repositories;
  const { tenantId } = caller.tenant;
  const device = toDeviceSubject(caller.deviceId);
  yield* locks.hold([toLockName(tenantId, device)]);
  const link = yield* links.find(tenantId, caller.deviceId);
  const subject = link === undefined ? device : toUserSubject(link.userId);
  if (subject !== device) yield* locks.hold([toLockName(tenantId, subject)]);
  const current = fromKeptRecord(yield* consents.find(tenantId, subject), caller.tenant);
  const deviceRecord =
    subject === device ? current : fromKeptRecord(yield* consents.find(tenantId, device), caller.tenant);
  const fresh = toFreshContext(parts, caller);
  const [reading, ownReading] = [current, deviceRecord].map((record) => toReading(caller, record, fresh.nowMs));
  const latestStatedAtMs = toLatestReading(reading ?? null, ownReading ?? null);
  return { ...fresh, userId: link?.userId ?? null, current, deviceRecord, latestStatedAtMs };
}

// Readings of one device's clock can be compared; one of its clock and one of another clock cannot (0024).
function toReading({ deviceId }: Caller, record: ConsentRow | undefined, nowMs: number): number | null {
  return record?.deviceId === deviceId ? readStatedAt(record.statedAtMs, nowMs) : null;
}

/** Makes the part of a context that no database knows. */
export function toFreshContext(
  { now, random }: UnitParts,
  caller: Caller,
): Omit<ChangeContext, "userId" | "current" | "latestStatedAtMs"> {
  const nowMs = now();
  return {
    tenant: caller.tenant,
    deviceId: caller.deviceId,
    regulation: resolveRegulation(caller.location, caller.tenant.config.regulations),
    agent: caller.agent,
    addressPrefix: caller.addressPrefix,
    nowMs,
    newConsentId: toConsentId(random),
    auditId: toAuditId(nowMs, random(10)),
    salt: random(16),
  };
}

/** Makes the id of a new record. */
export function toConsentId(random: UnitParts["random"]): string {
  return `con_${Buffer.from(random(16)).toString("base64url")}`;
}

/** Lists the devices that read a subject's record, with the one that changed it. */
export function* readDevices(
  { repositories }: UnitParts,
  tenantId: string,
  userId: string | null,
  deviceId: string,
): Unit<readonly string[]> {
  if (userId === null) return [deviceId];
  const links = yield* repositories.links.ofUser(tenantId, userId);
  return [...new Set([deviceId, ...links.map((link) => link.deviceId)])];
}

/** Names the lock of a record. */
export function toLockName(tenantId: string, subject: Subject): string {
  return `consent ${tenantId} ${subject}`;
}
