import { expect } from "vitest";
import type { Whose } from "./commands.ts";
import type { ModelEntry, ModelRecord, ModelTenant } from "./model.ts";
import type { Sequence } from "./steps.ts";

interface Holdings {
  readonly records: readonly ModelRecord[];
  readonly subjects: readonly string[];
  readonly links: readonly string[];
  readonly decisions: readonly ModelEntry[];
}

// For a user also what its linked devices hold.
function toHoldings(model: ModelTenant, whose: Whose): Holdings {
  const linked = [...model.links]
    .filter(([, user]) => "user" in whose && user === whose.user)
    .map(([device]) => device);
  const devices = "device" in whose ? [whose.device] : linked;
  const subjects = [...("user" in whose ? [`user ${whose.user}`] : []), ...devices.map((device) => `device ${device}`)];
  return {
    subjects,
    records: subjects.flatMap((subject) => model.records.get(subject) ?? []),
    links: devices.filter((device) => model.links.has(device)),
    decisions: model.log.filter(({ person }) => person && isAbout(person, whose, devices)),
  };
}

function isAbout(person: NonNullable<ModelEntry["person"]>, whose: Whose, devices: readonly string[]): boolean {
  if ("device" in whose) return person.device === whose.device;
  // What another user did on a device of this one is that user's.
  return person.user === whose.user || (person.user === null && devices.includes(person.device));
}

function toCommand({ world, tenants }: Sequence, tenant: 0 | 1, whose: Whose) {
  const filter = "device" in whose ? { deviceId: whose.device } : { userId: whose.user };
  return { tenant: world.toTenant(tenant, tenants[tenant].config), filter, keyId: "key_1" };
}

function toAdministrativeEntry(auditId: string, at: number, action: string): ModelEntry {
  return { auditId, at, previous: null, action, choices: null, consentId: "", isSuperseded: false, person: null };
}

/** POST /api/v1/subjects/erase. */
export async function eraseWhose(sequence: Sequence, tenant: 0 | 1, whose: Whose): Promise<void> {
  const { world } = sequence;
  const model = sequence.tenants[tenant];
  const outcome = await world.service.eraseSubject(toCommand(sequence, tenant, whose));
  const { records, subjects, links, decisions } = toHoldings(model, whose);
  const erased = { records: records.length, links: links.length, decisions: decisions.length };
  expect(outcome).toMatchObject({ tenant_id: world.names[tenant], erased });
  for (const subject of subjects) model.records.delete(subject);
  if ("device" in whose) forgetDevice(model, whose.device);
  else forgetUser(model, whose.user);
  for (const device of links) model.links.delete(device);
  for (const entry of decisions) entry.person = null;
  model.log.push(toAdministrativeEntry(outcome.audit_id, world.now(), "erase"));
  sequence.witnesses[tenant].saw({ do: "erase", tenant, whose }, world.now(), model.config);
}

// Its user's record stays, and no longer says that this device decided last.
function forgetDevice(model: ModelTenant, device: string): void {
  const user = model.links.get(device);
  const record = user === undefined ? undefined : model.records.get(`user ${user}`);
  if (record?.device === device) model.records.set(`user ${user}`, { ...record, device: "", stated: null });
}

// A device that logged out before knows no longer whose record its own was merged into.
function forgetUser(model: ModelTenant, user: string): void {
  for (const [subject, record] of model.records) {
    if (record.mergedInto === user) model.records.set(subject, { ...record, mergedInto: null });
  }
}

/** POST /api/v1/subjects/export. */
export async function exportWhose(sequence: Sequence, tenant: 0 | 1, whose: Whose): Promise<void> {
  const { world } = sequence;
  const model = sequence.tenants[tenant];
  const outcome = await world.service.exportSubject(toCommand(sequence, tenant, whose));
  const { records, links, decisions } = toHoldings(model, whose);
  expect(outcome.records.map((one) => [one.consent_id, one.audit_id, one.categories, one.tc_string]).sort()).toEqual(
    records.map((one) => [one.consentId, one.auditId, one.choices, one.hasStrings ? "CTcString" : null]).sort(),
  );
  expect(outcome.links.map((link) => link.device_id).sort()).toEqual([...links].sort());
  // A device that several people used tells one of them nothing of what another did on it.
  const own = decisions.filter(
    ({ person }) => !("user" in whose) || person?.user == null || person.user === whose.user,
  );
  expect(outcome.decisions.map((one) => one.audit_id).sort()).toEqual(own.map((one) => one.auditId).sort());
  model.log.push(toAdministrativeEntry(outcome.audit_id, world.now(), "export"));
}
