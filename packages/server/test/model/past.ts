import { createHash } from "node:crypto";
import { expect } from "vitest";
import { createTenantRow } from "../../src/storage/contract/rows.ts";
import type { ConsentRow, RelationalStore } from "../../src/storage/ports.ts";
import { toDeviceSubject, toUserSubject } from "../../src/storage/subject.ts";
import { DEVICES, USERS } from "./commands.ts";
import { expectSame } from "./expect-same.ts";
import type { ModelEntry, ModelRecord, ModelTenant } from "./model.ts";
import type { World } from "./world.ts";

/** Holds the log, the histories and the outbox of one tenant to what was acknowledged: all of it, once, nothing else. */
export async function provePast(world: World, name: string, model: ModelTenant, sent: Sent): Promise<void> {
  const { store } = world;
  const { audit } = store.repositories;
  expect(await store.read(() => audit.count(name)), "entries in the log").toBe(model.log.length);
  expect(new Set(model.log.map((entry) => entry.auditId)).size, "audit ids").toBe(model.log.length);
  for (const entry of model.log) await proveEntry(store, name, entry);
  await proveRecords(store, name, model);
  await proveHistories(world, name, model);
  expectSame(sent.get(name) ?? [], model.messages, "messages in the outbox");
}

// The hashes are made here by hand (RFC 6962, 2.1): not by the code that wrote the entries.
async function proveEntry(store: RelationalStore, name: string, expected: ModelEntry): Promise<void> {
  const found = await store.read(() => store.repositories.audit.find(expected.auditId, expected.at));
  const where = `entry ${expected.action} ${expected.auditId}`;
  if (!found) throw new Error(`${where} is not in the log`);
  const { entry, subject } = found;
  expectSame(entry.leafHash, sha256(Uint8Array.of(0), entry.body), where);
  const body = JSON.parse(entry.body);
  const { auditId, action, consentId, previous, isSuperseded, choices } = expected;
  const about = [body.audit_id, body.tenant_id, body.action, body.consent_id, body.previous_audit_id, body.superseded];
  const meant = choices === null ? [undefined, undefined, undefined] : [consentId, previous, isSuperseded];
  expectSame([...about, body.categories], [auditId, name, action, ...meant, choices ?? undefined], where);
  if (expected.person === null) return expectSame(subject, null, where);
  if (!subject) throw new Error(`${where} lost its personal half`);
  expectSame([subject.deviceId, subject.userId], [expected.person.device, expected.person.user], where);
  expectSame(body.subject_commitment, sha256(Buffer.from(subject.salt, "hex"), subject.fields), where);
}

// Also what no answer shows before it matters: strings, the signal, whose clock, what was merged.
async function proveRecords(store: RelationalStore, name: string, { records }: ModelTenant): Promise<void> {
  const { consents } = store.repositories;
  const subjects = [...DEVICES.map((id) => ["device", id] as const), ...USERS.map((id) => ["user", id] as const)];
  for (const [kind, id] of subjects) {
    const row = await store.read(() => consents.find(name, kind === "user" ? toUserSubject(id) : toDeviceSubject(id)));
    const record = records.get(`${kind} ${id}`);
    const meant = record && { ...toMeant(record), userId: kind === "user" ? id : record.mergedInto };
    expectSame(row && toSeen(row), meant, `record of ${kind} ${id}`);
  }
}

function toSeen(row: ConsentRow) {
  const { consentId, auditId, choices, policyVersion, gpc, tcString, gppString, deviceId, userId } = row;
  return { consentId, auditId, choices, policyVersion, gpc, tcString, gppString, deviceId, userId, ...toTimes(row) };
}

function toTimes({ decidedAtMs, expiresAtMs, statedAtMs }: ConsentRow) {
  return { decidedAtMs, expiresAtMs, statedAtMs };
}

function toMeant({ policy, isUnderSignal, hasStrings, decidedAt, endsAt, device, stated, ...record }: ModelRecord) {
  const { consentId, auditId } = record;
  const { essential: _isRequired, ...choices } = record.choices;
  const strings = hasStrings ? { tcString: "CTcString", gppString: "DGppString" } : { tcString: null, gppString: null };
  const times = {
    decidedAtMs: decidedAt,
    expiresAtMs: endsAt,
    statedAtMs: stated === null ? null : stated * 3_600_000,
  };
  return {
    consentId,
    auditId,
    choices,
    policyVersion: policy,
    gpc: isUnderSignal,
    deviceId: device,
    ...strings,
    ...times,
  };
}

async function proveHistories({ service }: World, name: string, { log, links }: ModelTenant): Promise<void> {
  const tenant = createTenantRow({ tenantId: name });
  const newestFirst = (isMeant: (person: NonNullable<ModelEntry["person"]>) => boolean) =>
    log.flatMap(({ auditId, person }) => (person && isMeant(person) ? [auditId] : [])).reverse();
  for (const deviceId of DEVICES) {
    const { decisions } = await service.history(tenant, { deviceId });
    // Not what somebody else did on it, who has logged out since.
    const users = [null, links.get(deviceId)];
    const meant = newestFirst(({ device, user }) => device === deviceId && users.includes(user));
    expectSame(
      decisions.map((one) => one.audit_id),
      meant,
      `history of ${deviceId}`,
    );
  }
  for (const userId of USERS) {
    const { decisions } = await service.history(tenant, { userId });
    const meant = newestFirst(({ user }) => user === userId);
    expectSame(
      decisions.map((one) => one.audit_id),
      meant,
      `history of ${userId}`,
    );
  }
}

function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** Messages that left, by the code of their tenant. */
export type Sent = ReadonlyMap<string, readonly SentMessage[]>;

interface SentMessage {
  readonly eventId: string;
  readonly device: string;
  readonly method: string;
  readonly consented: readonly string[];
}

const boxes = new WeakMap<RelationalStore, { readonly sent: Map<string, SentMessage[]>; draining: Promise<void> }>();

// Sequences that run side by side share one outbox: it is emptied into one place, in order, by one at a time.
export async function takeMessages(store: RelationalStore): Promise<Sent> {
  const box = boxes.get(store) ?? { sent: new Map<string, SentMessage[]>(), draining: Promise.resolve() };
  boxes.set(store, box);
  box.draining = box.draining.then(() => drain(store, box.sent));
  await box.draining;
  return box.sent;
}

async function drain(store: RelationalStore, sent: Map<string, SentMessage[]>): Promise<void> {
  const { outbox } = store.repositories;
  for (;;) {
    const rows = await store.read(() => outbox.take(500));
    if (rows.length === 0) return;
    await store.transaction(() => outbox.remove(rows.map((row) => row.position)));
    for (const { message } of rows) {
      const { event } = JSON.parse(message);
      const box = sent.get(event.code) ?? [];
      sent.set(event.code, box);
      box.push({
        eventId: event.event_id,
        device: event.user_token,
        method: event.consent_method,
        consented: event.categories_consented,
      });
    }
  }
}
