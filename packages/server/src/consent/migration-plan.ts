import type { MigrationReason, MigrationStrategy } from "@cookiehub/schemas/types";
import type { ConsentRow } from "../storage/ports.ts";
import { toUserSubject } from "../storage/subject.ts";
import type { ChangeContext } from "./change.ts";
import { toRecordReason } from "./check.ts";
import { type Merge, toMerge } from "./merge.ts";

/** What a migration starts from. */
export interface MigrationQuestion {
  readonly device: ConsentRow | undefined;
  readonly user: ConsentRow | undefined;
  readonly command: {
    readonly userId: string;
    readonly strategy: MigrationStrategy;
    readonly resolutions: Readonly<Record<string, boolean>>;
  };
  readonly context: ChangeContext;
}

/** What a migration does. */
export interface MigrationPlan {
  /** The user's record as it is to be; `null`: it stays. */
  readonly record: ConsentRow | null;
  readonly merge: Merge | null;
  /** The user's choices afterwards; conflicts that are not settled are left out. */
  readonly choices: Readonly<Record<string, boolean>>;
  readonly isMigrated: boolean;
  readonly reason: MigrationReason | null;
  /** Whether the device reads the user's record afterwards: not while a conflict waits for the visitor. */
  readonly isLinked: boolean;
  /** Whether the device's own record is to be marked: a login after a logout must not merge it again. */
  readonly isDeviceMerged: boolean;
}

/** Decides what a migration does. A record that ran out, or of another policy, is no consent to migrate. Pure. */
export function toMigrationPlan(question: MigrationQuestion): MigrationPlan {
  const { device, user, command, context } = question;
  const kept = { record: null, merge: null, isMigrated: false, isLinked: true, isDeviceMerged: false } as const;
  if (device && device.userId === command.userId && user) {
    return { ...kept, choices: user.choices, reason: "already_migrated" };
  }
  if (!device) return { ...kept, choices: user?.choices ?? {}, reason: "no_device_consent" };
  const isDeviceValid = isStanding(device, context);
  // A refusal that ran out is still a refusal: it comes along where the user has nothing, and where nothing holds.
  if (!user || (isDeviceValid && !isStanding(user, context))) return adopt(device, user, question);
  if (!isDeviceValid) {
    if (isStanding(user, context)) return { ...kept, choices: user.choices, reason: "no_device_consent" };
    return { ...adopt(user, device, question), isMigrated: false, reason: "no_device_consent" };
  }
  return mergeBoth(device, user, question);
}

// A category added since leaves a record standing for what it was asked about.
function isStanding(record: ConsentRow, { tenant, nowMs }: ChangeContext): boolean {
  const reason = toRecordReason(tenant, record, nowMs);
  return reason === null || reason === "new-category";
}

/** Takes one side's record, and what the other had refused where it says nothing. */
function adopt(taken: ConsentRow, other: ConsentRow | undefined, question: MigrationQuestion): MigrationPlan {
  const refused = Object.entries(other?.choices ?? {}).filter(([, isAgreed]) => !isAgreed);
  const choices = { ...Object.fromEntries(refused), ...taken.choices };
  return {
    record: toUserRecord(taken, choices, taken.expiresAtMs, question),
    merge: null,
    choices,
    isMigrated: true,
    reason: null,
    isLinked: true,
    isDeviceMerged: true,
  };
}

function mergeBoth(device: ConsentRow, user: ConsentRow, question: MigrationQuestion): MigrationPlan {
  const { command, context } = question;
  const merge = toMerge({ device, user, categories: context.tenant.config.categories, ...command });
  const winner = merge.winner === "device" ? device : user;
  // What waits for the visitor stays as the user's record has it.
  const choices = merge.isSettled ? merge.choices : { ...user.choices, ...merge.choices };
  const isWinnersOwn = isSameChoice(choices, winner.choices);
  const expiresAtMs = isWinnersOwn ? winner.expiresAtMs : Math.min(device.expiresAtMs, user.expiresAtMs);
  const base = merge.isSettled ? winner : user;
  const isChanged = base !== user || !isSameChoice(choices, user.choices);
  return {
    record: isChanged ? toUserRecord(base, choices, expiresAtMs, question) : null,
    merge,
    choices: merge.choices,
    isMigrated: merge.isSettled,
    reason: merge.isSettled ? null : "conflicts_unresolved",
    isLinked: merge.isSettled,
    isDeviceMerged: merge.isSettled,
  };
}

function toUserRecord(
  base: ConsentRow,
  choices: Readonly<Record<string, boolean>>,
  expiresAtMs: number,
  { device, user, command, context }: MigrationQuestion,
): ConsentRow {
  const isOwn = isSameChoice(choices, base.choices);
  return {
    ...base,
    consentId: user?.consentId ?? context.newConsentId,
    subject: toUserSubject(command.userId),
    userId: command.userId,
    choices,
    // Strings for ad stacks say one side's choices: they are kept only where those are the choices.
    tcString: isOwn ? base.tcString : null,
    gppString: isOwn ? base.gppString : null,
    // An agreement made while the signal was sent outlives it; one made without it must not gain that by a merge.
    gpc: isOwn ? base.gpc : (device?.gpc ?? true) && (user?.gpc ?? true),
    expiresAtMs,
    auditId: context.auditId,
  };
}

function isSameChoice(one: Readonly<Record<string, boolean>>, other: Readonly<Record<string, boolean>>): boolean {
  const ids = Object.keys(one);
  return ids.length === Object.keys(other).length && ids.every((id) => one[id] === other[id]);
}
