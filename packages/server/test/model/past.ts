import { createHash } from "node:crypto";
import { expect } from "vitest";
import { createTenantRow } from "../../src/storage/contract/rows.ts";
import type { RelationalStore } from "../../src/storage/ports.ts";
import { DEVICES, USERS } from "./commands.ts";
import type { ModelEntry, ModelTenant } from "./model.ts";
import type { World } from "./world.ts";

/** Holds the log, the histories and the outbox of one tenant to what was acknowledged: all of it, once, nothing else. */
export async function provePast(world: World, name: string, model: ModelTenant): Promise<void> {
  const { store } = world;
  const { audit } = store.repositories;
  expect(await store.read(() => audit.count(name)), "entries in the log").toBe(model.log.length);
  expect(new Set(model.log.map((entry) => entry.auditId)).size, "audit ids").toBe(model.log.length);
  for (const entry of model.log) await proveEntry(store, name, entry);
  await proveHistories(world, name, model);
  const sent = (await takeMessages(store)).get(name) ?? [];
  expect(sent, "messages in the outbox").toEqual(
    model.messages.map(({ consented, ...message }) => ({ ...message, consented: [...consented] })),
  );
}

// The hashes are made here by hand (RFC 6962, 2.1): not by the code that wrote the entries.
async function proveEntry(store: RelationalStore, name: string, expected: ModelEntry): Promise<void> {
  const found = await store.read(() => store.repositories.audit.find(expected.auditId, expected.at));
  const where = `entry ${expected.action} ${expected.auditId}`;
  if (!found) throw new Error(`${where} is not in the log`);
  const { entry, subject } = found;
  expect(entry.leafHash, where).toBe(sha256(Uint8Array.of(0), entry.body));
  const body = JSON.parse(entry.body);
  expect(body, where).toMatchObject({ audit_id: expected.auditId, tenant_id: name, action: expected.action });
  if (expected.choices !== null) {
    const {
      consentId: consent_id,
      previous: previous_audit_id,
      isSuperseded: superseded,
      choices: categories,
    } = expected;
    expect(body, where).toMatchObject({ consent_id, previous_audit_id, superseded });
    expect(body.categories, where).toEqual(categories);
  }
  if (expected.person === null) return expect(subject, where).toBeNull();
  if (!subject) throw new Error(`${where} lost its personal half`);
  expect([subject.deviceId, subject.userId], where).toEqual([expected.person.device, expected.person.user]);
  expect(body.subject_commitment, where).toBe(sha256(Buffer.from(subject.salt, "hex"), subject.fields));
}

async function proveHistories({ service }: World, name: string, { log }: ModelTenant): Promise<void> {
  const tenant = createTenantRow({ tenantId: name });
  const newestFirst = (isMeant: (person: NonNullable<ModelEntry["person"]>) => boolean) =>
    log.flatMap(({ auditId, person }) => (person && isMeant(person) ? [auditId] : [])).reverse();
  for (const deviceId of DEVICES) {
    const { decisions } = await service.history(tenant, { deviceId });
    expect(decisions.map((one) => one.audit_id)).toEqual(newestFirst(({ device }) => device === deviceId));
  }
  for (const userId of USERS) {
    const { decisions } = await service.history(tenant, { userId });
    expect(decisions.map((one) => one.audit_id)).toEqual(newestFirst(({ user }) => user === userId));
  }
}

function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

interface SentMessage {
  readonly eventId: string;
  readonly device: string;
  readonly method: string;
  readonly consented: readonly string[];
}

const boxes = new WeakMap<RelationalStore, { readonly sent: Map<string, SentMessage[]>; draining: Promise<void> }>();

// Sequences that run side by side share one outbox: it is emptied into one place, in order, by one at a time.
async function takeMessages(store: RelationalStore): Promise<ReadonlyMap<string, readonly SentMessage[]>> {
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
