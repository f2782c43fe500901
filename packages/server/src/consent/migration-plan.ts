import type { MigrationReason, MigrationStrategy } from "@cookiehub/schemas/types";
import type { ConsentRow } from "../storage/ports.ts";
import { toUserSubject } from "../storage/subject.ts";
import type { ChangeContext } from "./change.ts";
import { isHolding, toRefusals } from "./check.ts";
import { type Merge, toMerge } from "./merge.ts";
import { toMergedServices } from "./merge-services.ts";
import { type Choices, toCategoryByService, withRefusals } from "./services.ts";

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
  const { tenant, nowMs } = context;
  const isDeviceHolding = isHolding(tenant, device, nowMs);
  const isUserHolding = user !== undefined && isHolding(tenant, user, nowMs);
  // A refusal that ran out is still a refusal: it comes along where the other side says nothing.
  if (!user || (isDeviceHolding && !isUserHolding)) return adopt(device, user, question);
  if (isDeviceHolding) return mergeBoth(device, user, question);
  const plan = { ...adopt(user, device, question), isMigrated: false, reason: "no_device_consent" } as const;
  const isSaid = isUserHolding && plan.record !== null && isSameAnswer(plan.record, user);
  return isSaid ? { ...kept, choices: user.choices, reason: "no_device_consent" } : plan;
}

/** What a record says, by category and by service. */
interface Answer {
  readonly choices: Choices;
  readonly services: Choices;
}

/** Takes one side's record, and what the other had refused where it says nothing. */
function adopt(taken: ConsentRow, other: ConsentRow | undefined, question: MigrationQuestion): MigrationPlan {
  const choices = { ...toRefusals(other), ...taken.choices };
  const { categories } = question.context.tenant.config;
  const services = withRefusals(taken, other?.services ?? {}, categories);
  return {
    record: toUserRecord(taken, { choices, services }, taken, question),
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
  // What waits for the visitor stays as the user's record has it.
  const choices = merge.isSettled ? merge.choices : { ...user.choices, ...merge.choices };
  const sides = merge.isSettled && merge.winner === "device" ? [device, user] : [user, device];
  const [winner = user] = sides;
  const services = toMergedServices({
    ...{ device, user, choices, strategy: command.strategy, categories: context.tenant.config.categories },
    winner: winner === device ? "device" : "user",
    refusedNow: merge.conflicts
      .filter(({ reason, resolved_value }) => reason === "resolved_by_user" && resolved_value === false)
      .map(({ category }) => category),
  });
  const own = sides.find((side) => isSameAnswer(side, { choices, services }));
  // Nothing lives longer by merging, and what one side was not shown is asked about.
  const limits = own ?? {
    expiresAtMs: Math.min(device.expiresAtMs, user.expiresAtMs),
    configVersion: Math.min(device.configVersion, user.configVersion),
  };
  const record = toUserRecord(own ?? winner, { choices, services }, limits, question);
  const isChanged = own !== user || record.gpc !== user.gpc;
  return {
    record: isChanged ? record : null,
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
  answer: Answer,
  { expiresAtMs, configVersion }: Pick<ConsentRow, "expiresAtMs" | "configVersion">,
  { device, user, command, context }: MigrationQuestion,
): ConsentRow {
  const isOwn = isSameAnswer(answer, base);
  return {
    ...base,
    consentId: user?.consentId ?? context.newConsentId,
    subject: toUserSubject(command.userId),
    userId: command.userId,
    ...answer,
    configVersion,
    // Strings for ad stacks say one side's choices: they are kept only where those are the choices.
    tcString: isOwn ? base.tcString : null,
    gppString: isOwn ? base.gppString : null,
    gpc: isUnderSignal(answer, [device, user], context),
    expiresAtMs,
    auditId: context.auditId,
  };
}

// An opt-out by the signal follows the visitor through every merge (P6); an agreement to sell that was made without the
// signal must not gain by a merge that it outlives the signal (P8).
function isUnderSignal(
  { choices, services }: Answer,
  sides: readonly (ConsentRow | undefined)[],
  { tenant }: ChangeContext,
): boolean {
  const signalled = sides.filter((side) => side?.gpc);
  const sold = tenant.config.categories.filter(({ id, sells_data }) => sells_data && choices[id] === true);
  if (signalled.length === 0 || !sold.every(({ id }) => signalled.some((side) => side?.choices[id] === true)))
    return false;
  const published = toCategoryByService(tenant.config.categories);
  return Object.keys(services).every((id) => {
    const category = published.get(id);
    if (!services[id] || !category?.sells_data) return true;
    return signalled.some((side) => side?.services[id] === true || side?.choices[category.id] === true);
  });
}

function isSameAnswer(one: Answer, other: Answer): boolean {
  return isSameChoice(one.choices, other.choices) && isSameChoice(one.services, other.services);
}

function isSameChoice(one: Readonly<Record<string, boolean>>, other: Readonly<Record<string, boolean>>): boolean {
  const ids = Object.keys(one);
  return ids.length === Object.keys(other).length && ids.every((id) => one[id] === other[id]);
}
