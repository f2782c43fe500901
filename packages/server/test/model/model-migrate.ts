import type { MigrationConflict, MigrationReason } from "@cookiehub/schemas/types";
import type { Migrate } from "./commands.ts";
import { isHolding, type ModelConfig, type ModelRecord, type ModelTenant } from "./model.ts";
import type { Refusal } from "./model-decide.ts";

type Choices = Readonly<Record<string, boolean>>;
type Draft = Omit<ModelRecord, "consentId" | "auditId">;

/** What a login does, row by row of the table in 0032. */
export interface ModelMigration {
  /** The user's record afterwards; `null`: as it was. */
  readonly record: Draft | null;
  readonly choices: Choices;
  readonly conflicts: readonly MigrationConflict[];
  readonly isMigrated: boolean;
  readonly reason: MigrationReason | undefined;
  readonly isLinked: boolean;
  readonly isMarked: boolean;
}

export function migrate(tenant: ModelTenant, command: Migrate, now: number): ModelMigration | Refusal {
  const { config } = tenant;
  const resolved = Object.keys(command.resolutions);
  if (resolved.length > 0 && command.strategy !== "prompt_user") return { error: "invalid_request" };
  if (resolved.some((id) => !config.categories.some((category) => category.id === id))) {
    return { error: "unknown_category" };
  }
  const device = tenant.records.get(`device ${command.device}`);
  const user = tenant.records.get(`user ${command.user}`);
  const stays = (reason: MigrationReason): ModelMigration => ({
    ...{ record: null, conflicts: [], isMigrated: false, isLinked: true, isMarked: false },
    choices: user?.choices ?? {},
    reason,
  });
  if (device && user && device.mergedInto === command.user) return stays("already_migrated");
  if (!device) return stays("no_device_consent");
  const deviceHolds = isHolding(device, config, now);
  if (!user) return takes(device, undefined, config, {});
  if (deviceHolds && isHolding(user, config, now)) return merge(device, user, config, command);
  if (deviceHolds) return takes(device, user, config, {});
  const taken = takes(user, device, config, { isMigrated: false, reason: "no_device_consent" });
  // A refusal does not turn into permission by growing old; where it changes nothing, nothing is written.
  return isHolding(user, config, now) && isSame(taken.choices, user.choices) ? stays("no_device_consent") : taken;
}

function takes(
  side: ModelRecord,
  other: ModelRecord | undefined,
  config: ModelConfig,
  told: { readonly isMigrated?: boolean; readonly reason?: MigrationReason },
): ModelMigration {
  const choices: Record<string, boolean> = { ...side.choices };
  for (const [id, isAgreed] of Object.entries(other?.choices ?? {}))
    if (!isAgreed && !(id in choices)) choices[id] = false;
  return {
    record: toRecord(side, choices, side.endsAt, [side, ...(other ? [other] : [])], config),
    choices,
    conflicts: [],
    isMigrated: told.isMigrated ?? true,
    reason: told.reason,
    isLinked: true,
    isMarked: true,
  };
}

function merge(device: ModelRecord, user: ModelRecord, config: ModelConfig, command: Migrate): ModelMigration {
  const later = device.decidedAt >= user.decidedAt ? "device" : "user";
  const choices: Record<string, boolean> = {};
  const conflicts: MigrationConflict[] = [];
  for (const id of [...new Set([...Object.keys(device.choices), ...Object.keys(user.choices)])].sort()) {
    const [mine, theirs] = [device.choices[id], user.choices[id]];
    const category = config.categories.find((one) => one.id === id);
    if (category?.isRequired) choices[id] = true;
    else if (mine === undefined || theirs === undefined || mine === theirs) choices[id] = (mine ?? theirs) === true;
    else {
      const [value, reason] = settle(
        id,
        category?.isSold === true,
        category !== undefined,
        device,
        user,
        later,
        command,
      );
      if (value !== null) choices[id] = value;
      conflicts.push({ category: id, device_value: mine, user_value: theirs, resolved_value: value, reason });
    }
  }
  const isSettled = conflicts.every((conflict) => conflict.resolved_value !== null);
  const result = isSettled ? choices : { ...user.choices, ...choices };
  const winner = command.strategy === "user_wins" || (later === "user" && isSettled) || !isSettled ? user : device;
  const loser = winner === user ? device : user;
  // The record keeps the end of the side whose choices it has.
  const side = [winner, loser].find((one) => isSame(one.choices, result));
  const endsAt = side ? side.endsAt : Math.min(device.endsAt, user.endsAt);
  const record = toRecord(side ?? winner, result, endsAt, [device, user], config);
  const isChanged = side !== user || record.isUnderSignal !== user.isUnderSignal;
  return {
    record: isChanged ? record : null,
    choices,
    conflicts,
    isMigrated: isSettled,
    reason: isSettled ? undefined : "conflicts_unresolved",
    isLinked: isSettled,
    isMarked: isSettled,
  };
}

function settle(
  id: string,
  isSold: boolean,
  isKnown: boolean,
  device: ModelRecord,
  user: ModelRecord,
  later: "device" | "user",
  { strategy, resolutions }: Migrate,
): readonly [boolean | null, string] {
  const refusing = device.choices[id] ? user : device;
  const agreeing = device.choices[id] ? device : user;
  if (strategy === "prompt_user") {
    // Nobody can be asked about a category that is gone.
    if (!isKnown) return [false, "category_removed"];
    return id in resolutions ? [resolutions[id] === true, "resolved_by_user"] : [null, "unresolved"];
  }
  if (isSold && refusing.isUnderSignal && !agreeing.isUnderSignal) return [false, "gpc"];
  if (strategy === "most_restrictive") return [false, "most_restrictive"];
  if (strategy === "user_wins") return [user.choices[id] === true, "user_wins"];
  return later === "device"
    ? [device.choices[id] === true, "device_more_recent"]
    : [user.choices[id] === true, "user_more_recent"];
}

/**
 * Fields of one side, choices of both. An opt-out by the signal follows the visitor from merge to merge; an agreement
 * to sell that was made without the signal does not gain it.
 */
function toRecord(
  side: ModelRecord,
  choices: Choices,
  endsAt: number,
  sides: readonly ModelRecord[],
  config: ModelConfig,
): Draft {
  const sold = config.categories.filter(({ id, isSold }) => isSold && choices[id] === true);
  const signalled = sides.filter((one) => one.isUnderSignal);
  const isUnderSignal =
    signalled.length > 0 && sold.every(({ id }) => signalled.some((one) => one.choices[id] === true));
  const hasStrings = side.hasStrings && isSame(side.choices, choices);
  const { consentId: _consentId, auditId: _auditId, ...fields } = side;
  return { ...fields, choices, endsAt, isUnderSignal, hasStrings, mergedInto: null };
}

function isSame(one: Choices, other: Choices): boolean {
  const ids = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...ids].every((id) => one[id] === other[id]);
}
