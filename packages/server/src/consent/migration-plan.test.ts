import { describe, expect, test } from "vitest";
import { createConsentRow, createTenantRow } from "../storage/contract/rows.ts";
import type { ConsentRow } from "../storage/ports.ts";
import type { ChangeContext } from "./change.ts";
import { type MigrationQuestion, toMigrationPlan } from "./migration-plan.ts";

const NOW = 1_000_000;
const tenant = createTenantRow();
const category = { name: "", description: "", cookies: [], vendors: [], services: [] };
const toServices = (...ids: string[]) => ids.map((id) => ({ id, name: id }));
const context: ChangeContext = {
  tenant: {
    ...tenant,
    config: {
      ...tenant.config,
      categories: [
        { ...category, id: "essential", required: true, sells_data: false },
        { ...category, id: "analytics", required: false, sells_data: false, services: toServices("hotjar", "matomo") },
        { ...category, id: "marketing", required: false, sells_data: true, services: toServices("meta") },
      ],
    },
  },
  deviceId: "dev_1",
  userId: "anna",
  current: undefined,
  latestStatedAtMs: null,
  regulation: { id: "gdpr", model: "opt-in", gpc: "optional", location: "DE", confidence: "high" },
  agent: { browser: "", os: "", device: "other" },
  addressPrefix: "",
  nowMs: NOW,
  newConsentId: "con_new",
  auditId: "aud_new",
  salt: new Uint8Array(16),
};

const AGREED = { essential: true, analytics: true, marketing: true };
const REFUSED = { essential: true, analytics: false, marketing: false };
const SAME = { decidedAtMs: NOW - 10, expiresAtMs: NOW + 10, gpc: false, tcString: "C", gppString: null };

function device(choices: ConsentRow["choices"], changes: Partial<ConsentRow> = {}): ConsentRow {
  return createConsentRow(1, { ...SAME, subject: "d:dev_1", deviceId: "dev_1", choices, ...changes });
}

function user(choices: ConsentRow["choices"], changes: Partial<ConsentRow> = {}): ConsentRow {
  const subject = { subject: "u:anna", userId: "anna", deviceId: "dev_2" } as const;
  return createConsentRow(2, { ...SAME, decidedAtMs: NOW - 20, ...subject, choices, ...changes });
}

const RAN_OUT = { expiresAtMs: NOW };
const OTHER_POLICY = { policyVersion: "0" };

function plan(
  mine: ConsentRow | undefined,
  theirs: ConsentRow | undefined,
  command: Partial<MigrationQuestion["command"]> = {},
) {
  const asked = { userId: "anna", strategy: "device_wins_recent", resolutions: {}, ...command } as const;
  return toMigrationPlan({ device: mine, user: theirs, command: asked, context: { ...context, current: theirs } });
}

describe("a device without consent", () => {
  test("is linked, and the user's record stays, where there is one and where there is none", () => {
    const stays = { record: null, isMigrated: false, reason: "no_device_consent", isLinked: true };
    expect(plan(undefined, user(AGREED))).toMatchObject({ ...stays, choices: AGREED });
    expect(plan(undefined, undefined)).toMatchObject({ ...stays, choices: {} });
  });

  test.each([RAN_OUT, OTHER_POLICY])("whose record ran out (%j) leaves a user's that holds as it is", (isOld) => {
    expect(plan(device(AGREED, isOld), user(REFUSED))).toMatchObject({
      ...{ record: null, isMigrated: false, reason: "no_device_consent", isLinked: true, isDeviceMerged: false },
      choices: REFUSED,
    });
  });

  test("brings along what it had refused where a user's record that holds says nothing, until that one ends", () => {
    const theirs = user({ essential: true, analytics: true });
    expect(plan(device(REFUSED, RAN_OUT), theirs)).toMatchObject({
      ...{ isMigrated: false, reason: "no_device_consent", isDeviceMerged: true },
      record: {
        choices: { essential: true, analytics: true, marketing: false },
        ...{ expiresAtMs: theirs.expiresAtMs, consentId: theirs.consentId, tcString: null },
      },
    });
  });

  test("gives its refusals, and no agreement, to a user's record that ran out as well", () => {
    const theirs = user({ essential: true, analytics: true }, RAN_OUT);
    const mine = device({ essential: true, marketing: false, video: true }, RAN_OUT);
    expect(plan(mine, theirs)).toMatchObject({
      ...{ isMigrated: false, reason: "no_device_consent", isLinked: true },
      record: { choices: { essential: true, analytics: true, marketing: false }, expiresAtMs: NOW },
    });
  });
});

describe("a device with consent", () => {
  test("gives it to a user who has none, as it is and until it ends", () => {
    const mine = device(AGREED);
    expect(plan(mine, undefined)).toMatchObject({
      ...{ isMigrated: true, reason: null, isLinked: true, isDeviceMerged: true, choices: AGREED },
      record: { ...mine, subject: "u:anna", userId: "anna", consentId: "con_new", auditId: "aud_new" },
    });
  });

  test("that ran out gives a user who has none a record that has run out as well", () => {
    expect(plan(device(AGREED, RAN_OUT), undefined)).toMatchObject({
      isMigrated: true,
      record: { choices: AGREED, expiresAtMs: NOW },
    });
  });

  test.each([RAN_OUT, OTHER_POLICY])("replaces a user's record that ran out (%j), but for its refusals", (isOld) => {
    const mine = device({ essential: true, analytics: true });
    expect(plan(mine, user(REFUSED, isOld))).toMatchObject({
      ...{ isMigrated: true, reason: null },
      record: {
        choices: { essential: true, analytics: true, marketing: false },
        ...{ expiresAtMs: mine.expiresAtMs, policyVersion: mine.policyVersion, consentId: "con_2" },
      },
    });
  });

  test("that was merged before, and decided nothing since, is linked again and merged no more", () => {
    expect(plan(device(REFUSED, { userId: "anna" }), user(AGREED))).toMatchObject({
      ...{ record: null, isMigrated: false, reason: "already_migrated", isLinked: true },
      choices: AGREED,
    });
    expect(plan(device(REFUSED, { userId: "bert" }), user(AGREED))).toMatchObject({ isMigrated: true });
  });
});

describe("a device and a user with consent", () => {
  test("are merged, and the record has the end and the strings of the side whose choices it has", () => {
    const [mine, theirs] = [device(AGREED, { expiresAtMs: NOW + 5 }), user(REFUSED, { expiresAtMs: NOW + 50 })];
    expect(plan(mine, theirs)).toMatchObject({ record: { choices: AGREED, expiresAtMs: NOW + 5, tcString: "C" } });
    // The user's, though the device decided later: then there is nothing to change.
    expect(plan(mine, theirs, { strategy: "most_restrictive" })).toMatchObject({ record: null, choices: REFUSED });
  });

  test("whose choices are mixed end with the earlier of the two, and have no string", () => {
    const mine = device({ essential: true, analytics: true, marketing: false }, { expiresAtMs: NOW + 5 });
    const theirs = user({ essential: true, analytics: false, marketing: true }, { expiresAtMs: NOW + 50 });
    expect(plan(mine, theirs, { strategy: "most_restrictive" })).toMatchObject({
      record: { choices: REFUSED, expiresAtMs: NOW + 5, tcString: null, gppString: null },
    });
  });

  test("that differ wait for the visitor where the visitor is to be asked: not linked, the user's choices kept", () => {
    const theirs = user({ essential: true, analytics: false });
    expect(plan(device(AGREED), theirs, { strategy: "prompt_user" })).toMatchObject({
      ...{ isMigrated: false, reason: "conflicts_unresolved", isLinked: false, isDeviceMerged: false },
      choices: { essential: true, marketing: true },
      record: { choices: { essential: true, analytics: false, marketing: true } },
    });
    const resolutions = { analytics: true };
    expect(plan(device(AGREED), theirs, { strategy: "prompt_user", resolutions })).toMatchObject({
      ...{ isMigrated: true, isLinked: true, isDeviceMerged: true },
      record: { choices: AGREED },
    });
  });

  test("keep an opt-out by the signal from merge to merge (P6), and give it to no agreement made without it (P8)", () => {
    const optedOut = device({ essential: true, analytics: true, marketing: false }, { gpc: true });
    const theirs = user({ essential: true, analytics: false, marketing: false });
    expect(plan(optedOut, theirs, { strategy: "user_wins" })).toMatchObject({ record: { gpc: true } });
    const agreed = user({ essential: true, analytics: false, marketing: true });
    const resolutions = { analytics: true, marketing: true };
    expect(plan(optedOut, agreed, { strategy: "prompt_user", resolutions })).toMatchObject({
      record: { choices: AGREED, gpc: false },
    });
  });
});

describe("services of both sides (0035)", () => {
  const some = { essential: true, analytics: true, marketing: false };

  test("are merged with the categories; where it is neither side's answer, the older version was shown", () => {
    const mine = device(some, { services: { hotjar: false }, configVersion: 3 });
    const { record } = plan(mine, user(some, { services: { matomo: false }, configVersion: 2 }));
    expect(record).toMatchObject({ services: { hotjar: false, matomo: false }, configVersion: 2, tcString: null });
    expect(plan(mine, user(some, { configVersion: 2 })).record).toMatchObject({ configVersion: 3, tcString: "C" });
  });

  test("are adopted with a device's choices, and what the other side had refused of what it does not decide", () => {
    const theirs = user({ marketing: false }, { ...RAN_OUT, services: { meta: false, gone: false } });
    const { record } = plan(device({ analytics: true }, { services: { hotjar: false } }), theirs);
    expect(record?.services).toEqual({ hotjar: false, meta: false, gone: false });
  });

  test("P8: an agreement to one that sells gains no signal by a merge", () => {
    const agreed = device(some, { services: { meta: true } });
    const signalled = user({ essential: true, analytics: true }, { gpc: true });
    expect(plan(agreed, signalled).record).toMatchObject({ services: { meta: true }, gpc: false });
    expect(plan({ ...agreed, gpc: true }, signalled).record).toMatchObject({ services: { meta: true }, gpc: true });
  });

  test("wait with their categories for the visitor's answer, and go with a no", () => {
    const theirs = user(AGREED, { services: {} });
    const mine = device(REFUSED, { services: { hotjar: true } });
    expect(plan(mine, theirs, { strategy: "prompt_user" }).record).toBeNull();
    const resolutions = { analytics: false, marketing: false };
    expect(plan(mine, theirs, { strategy: "prompt_user", resolutions }).record?.services).toEqual({});
  });
});
