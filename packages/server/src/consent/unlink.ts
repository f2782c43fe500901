import type { ConsentUnlinkAnswer } from "@cookiehub/schemas/types";
import { toDeviceSubject } from "../storage/subject.ts";
import type { Unit } from "../storage/unit.ts";
import { toChangeEntry } from "./change.ts";
import { type Caller, type Committed, readChangeContext, type UnitParts } from "./context.ts";
import { toEmptyRecord } from "./migrate.ts";

export interface UnlinkOutcome {
  readonly answer: ConsentUnlinkAnswer;
  readonly committed: Committed | null;
}

/** Ends a device's link, as after a logout: it reads its own record again, with what was refused on it since (0032). */
export function* unlinkUnit(parts: UnitParts, caller: Caller): Unit<UnlinkOutcome> {
  const { links, audit } = parts.repositories;
  const { tenantId } = caller.tenant;
  const { deviceId } = caller;
  const context = yield* readChangeContext(parts, caller);
  if (context.userId === null) {
    return { answer: { device_id: deviceId, unlinked: false, audit_id: null }, committed: null };
  }
  yield* links.remove(tenantId, deviceId);
  const { auditId } = context;
  const record = context.current ?? toEmptyRecord(context);
  const { entry, subject } = toChangeEntry({ ...record, auditId }, { action: "unlink" }, context);
  yield* audit.append(entry, subject);
  const committed = { tenantId, subject: toDeviceSubject(deviceId), deviceId, auditId, devices: [deviceId] };
  return { answer: { device_id: deviceId, unlinked: true, audit_id: auditId }, committed };
}
