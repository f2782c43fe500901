import type { ConsentUpdateAnswer, ConsentUpdateRequest } from "@cookiehub/schemas/types";
import { expect } from "vitest";
import { toDeviceSubject } from "../../src/storage/subject.ts";
import type { Migrate, Place, Replay, Update, Withdraw } from "./commands.ts";
import { eraseWhose, exportWhose } from "./erase-and-export.ts";
import { type ModelEntry, type ModelRecord, type ModelTenant, toIso, toSubject } from "./model.ts";
import { decide, type ModelDecision, withdraw } from "./model-decide.ts";
import { toMergedRecord, toOwnRecord } from "./model-device.ts";
import { migrate } from "./model-migrate.ts";
import { settle } from "./settle.ts";
import type { Witness } from "./witness.ts";
import { AGENT, type World } from "./world.ts";

export type Pair<Value> = readonly [Value, Value];

/** An update that was acknowledged. */
export interface Request {
  readonly command: Update;
  readonly key: string;
  readonly request: ConsentUpdateRequest;
  readonly answer: string;
}

/** A sequence on its way: the server, the model, and who watches. */
export interface Sequence {
  readonly world: World;
  readonly tenants: Pair<ModelTenant>;
  readonly witnesses: Pair<Witness>;
  readonly requests: Pair<Request[]>;
}

const AUDIT_ID = /^aud_[0-9a-z]{9}[\w-]{14}$/;

function toCaller({ world, tenants }: Sequence, tenant: 0 | 1, deviceId: string, location: Place) {
  const row = world.toTenant(tenant, tenants[tenant].config);
  return { tenant: row, deviceId, location, agent: AGENT, addressPrefix: "203.0.113.0/24" };
}

async function update(sequence: Sequence, command: Update): Promise<void> {
  const { world } = sequence;
  const model = sequence.tenants[command.tenant];
  const requests = sequence.requests[command.tenant];
  const key = `key_${model.log.length}_${model.config.version}_${world.now()}`;
  const request = toRequest(command, model);
  const caller = toCaller(sequence, command.tenant, command.device, command.place);
  const outcome = await settle(world.service.update({ ...caller, idempotencyKey: key, request }));
  const decision = decide(model, command, world.now());
  if ("error" in decision || "error" in outcome) return expect(outcome).toEqual(decision);
  const answer: ConsentUpdateAnswer = JSON.parse(outcome.answer);
  expect({ ...answer, status: outcome.status }).toEqual({
    consent_id: decision.current?.consentId ?? expect.stringMatching(/^con_/),
    status: 201,
    categories: decision.record.choices,
    audit_id: expect.stringMatching(AUDIT_ID),
    next_renewal: toIso(decision.record.endsAt),
  });
  requests.push({ command, key, request, answer: outcome.answer });
  const action = command.method === "gpc" ? "signal" : toAction(command, model);
  await keepDecision(sequence, command.tenant, decision, { ...answer, action, method: command.method, eventId: key });
  sequence.witnesses[command.tenant].saw(command, world.now(), model.config);
}

function toRequest(command: Update, { config }: ModelTenant): ConsentUpdateRequest {
  const versions = { published: config.version, "an older one": config.version + 1000, "not said": undefined };
  return {
    categories: { ...command.answers },
    policy_version: command.policy === "published" ? config.policy : "other",
    consent_method: command.method,
    banner_version: "1",
    config_version: versions[command.shown],
    gpc: command.gpc,
    decided_at: command.stated === undefined ? undefined : toIso(command.stated * 3_600_000),
    tc_string: command.strings ? "CTcString" : undefined,
    gpp_string: command.strings ? "DGppString" : undefined,
  };
}

// By what was asked about alone: the banner of an older configuration had other buttons.
function toAction({ answers, shown }: Update, { config }: ModelTenant): string {
  const asked = config.categories.filter(({ id }) => shown !== "an older one" || id in answers);
  const optional = asked.filter((category) => !category.isRequired);
  const agreed = optional.filter(({ id }) => answers[id] === true).length;
  if (agreed === optional.length) return "accept_all";
  return agreed === 0 ? "reject_all" : "custom";
}

interface Told {
  readonly audit_id: string;
  readonly consent_id: string;
  readonly action: string;
  readonly method: string;
  readonly eventId: string;
}

async function keepDecision(sequence: Sequence, tenant: 0 | 1, decision: ModelDecision, told: Told): Promise<void> {
  const model = sequence.tenants[tenant];
  const own = toOwnRecord(model, decision, told.audit_id);
  const { record, current, isSuperseded } = decision;
  const { device } = record;
  const subject = toSubject(model, device);
  const ids = { auditId: told.audit_id, consentId: told.consent_id };
  const person = { device, user: model.links.get(device) ?? null };
  const previous = current?.auditId ?? null;
  const entry = { ...ids, at: sequence.world.now(), previous, action: told.action, choices: record.choices };
  model.log.push({ ...entry, isSuperseded, person });
  model.messages.push({ eventId: told.eventId, device, method: told.method, consented: decision.consented });
  if (!isSuperseded) model.records.set(subject, { ...record, ...ids });
  else if (current) keepRefusals(model, subject, current, entry);
  if (own) await keepOwnRecord(sequence, tenant, own);
}

// No answer names the record that a first refusal on a linked device makes: the store does.
async function keepOwnRecord({ world, tenants }: Sequence, tenant: 0 | 1, own: ModelRecord): Promise<void> {
  const { consents } = world.store.repositories;
  const row = await world.store.read(() => consents.find(world.names[tenant], toDeviceSubject(own.device)));
  const consentId = own.consentId || (row?.consentId ?? "");
  const others = [...tenants[tenant].records].filter(([subject]) => subject !== `device ${own.device}`);
  expect(others.map(([, record]) => record.consentId)).not.toContain(consentId);
  tenants[tenant].records.set(`device ${own.device}`, { ...own, consentId });
}

// A later decision stands; what it says nothing about stays refused all the same.
function keepRefusals(
  model: ModelTenant,
  subject: string,
  later: ModelRecord,
  { auditId, choices }: Pick<ModelEntry, "auditId" | "choices">,
) {
  const refused = Object.entries(choices ?? {}).filter(([id, isAgreed]) => !isAgreed && !(id in later.choices));
  if (refused.length === 0) return;
  const kept = { ...Object.fromEntries(refused), ...later.choices };
  model.records.set(subject, { ...later, choices: kept, hasStrings: false, auditId });
}

async function replay(sequence: Sequence, { tenant, earlier, as }: Replay): Promise<void> {
  const requests = sequence.requests[tenant];
  const first = requests[earlier % Math.max(requests.length, 1)];
  if (!first) return;
  const device = as === "another device" ? "dev_somebody" : first.command.device;
  const caller = toCaller(sequence, tenant, device, first.command.place);
  const request = as === "another answer" ? { ...first.request, banner_version: "another" } : first.request;
  const outcome = await settle(sequence.world.service.update({ ...caller, idempotencyKey: first.key, request }));
  if (as !== "the same") return expect(outcome).toEqual({ error: "idempotency_conflict" });
  expect(outcome).toEqual({ status: 201, answer: first.answer, committed: null });
}

async function withdrawStep(sequence: Sequence, command: Withdraw): Promise<void> {
  const { world } = sequence;
  const model = sequence.tenants[command.tenant];
  const caller = toCaller(sequence, command.tenant, command.device, command.place);
  const { category, gpc } = command;
  const statedAtMs = command.stated === undefined ? null : command.stated * 3_600_000;
  const outcome = await settle(world.service.withdraw({ ...caller, category, statedAtMs, gpc }));
  const decision = withdraw(model, command, world.now());
  if ("error" in decision || "error" in outcome) return expect(outcome).toEqual(decision);
  expect(outcome).toEqual({
    consent_id: decision.current?.consentId ?? expect.stringMatching(/^con_/),
    withdrawn_category: category,
    withdrawn_at: toIso(world.now()),
    audit_id: expect.stringMatching(AUDIT_ID),
  });
  const told = { ...outcome, action: "withdraw", method: "api", eventId: outcome.audit_id };
  await keepDecision(sequence, command.tenant, decision, told);
  sequence.witnesses[command.tenant].saw(command, world.now(), model.config);
}

async function migrateStep(sequence: Sequence, command: Migrate): Promise<void> {
  const { world } = sequence;
  const model = sequence.tenants[command.tenant];
  const { device, user, strategy, resolutions } = command;
  const caller = toCaller(sequence, command.tenant, device, "DE");
  const outcome = await settle(world.service.migrate({ ...caller, userId: user, strategy, resolutions }));
  const plan = migrate(model, command, world.now());
  if ("error" in plan || "error" in outcome) return expect(outcome).toEqual(plan);
  const isChanging = (plan.isLinked && model.links.get(device) !== user) || plan.record !== null || plan.isMarked;
  expect(outcome).toEqual({
    migration_id: expect.stringMatching(/^mig_/),
    source: { device_id: device },
    target: { user_id: user },
    migrated: plan.isMigrated,
    ...(plan.reason ? { reason: plan.reason } : {}),
    result: { strategy_applied: strategy, merged_categories: plan.choices, conflicts_resolved: plan.conflicts },
    audit_id: isChanging ? expect.stringMatching(AUDIT_ID) : null,
  });
  sequence.witnesses[command.tenant].saw(command, world.now(), model.config, outcome);
  if (outcome.audit_id === null) return;
  const own = model.records.get(`device ${device}`);
  const before = model.records.get(`user ${user}`);
  if (own && plan.isMarked) model.records.set(`device ${device}`, toMergedRecord(own, plan, user, outcome.audit_id));
  const entry = { auditId: outcome.audit_id, previous: before?.auditId ?? null, action: "migrate" };
  const choices = plan.record?.choices ?? before?.choices ?? {};
  const kept = await keepAbout(sequence, command.tenant, { device, user }, { ...entry, choices, record: before });
  if (plan.record)
    model.records.set(`user ${user}`, { ...plan.record, consentId: kept.consentId, auditId: kept.auditId });
  if (plan.isLinked) model.links.set(device, user);
}

interface About {
  readonly auditId: string;
  readonly previous: string | null;
  readonly action: string;
  readonly choices: Readonly<Record<string, boolean>>;
  readonly record: ModelRecord | undefined;
}

// These answers do not name the record: where it is new, its entry does.
async function keepAbout(
  { world, tenants }: Sequence,
  tenant: 0 | 1,
  person: { readonly device: string; readonly user: string },
  { record, ...about }: About,
): Promise<ModelEntry> {
  const found = await world.store.read(() => world.store.repositories.audit.find(about.auditId, world.now()));
  const consentId = record?.consentId ?? found?.entry.consentId ?? "";
  const entry = { ...about, at: world.now(), consentId, isSuperseded: false, person };
  tenants[tenant].log.push(entry);
  return entry;
}

async function unlink(sequence: Sequence, tenant: 0 | 1, device: string): Promise<void> {
  const { world } = sequence;
  const model = sequence.tenants[tenant];
  const outcome = await world.service.unlink(toCaller(sequence, tenant, device, "DE"));
  const user = model.links.get(device);
  const audit_id = user === undefined ? null : expect.stringMatching(AUDIT_ID);
  expect(outcome).toEqual({ device_id: device, unlinked: user !== undefined, audit_id });
  sequence.witnesses[tenant].saw({ do: "unlink", tenant, device }, world.now(), model.config);
  if (user === undefined || outcome.audit_id === null) return;
  const record = model.records.get(`user ${user}`);
  const entry = { auditId: outcome.audit_id, previous: record?.auditId ?? null, action: "unlink" };
  await keepAbout(sequence, tenant, { device, user }, { ...entry, choices: record?.choices ?? {}, record });
  model.links.delete(device);
}

export const steps = {
  update,
  replay,
  withdraw: withdrawStep,
  migrate: migrateStep,
  unlink,
  erase: eraseWhose,
  export: exportWhose,
};
