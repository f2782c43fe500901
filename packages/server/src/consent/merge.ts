import type { CategoryConfig, MigrationConflict, MigrationStrategy } from "@cookiehub/schemas/types";
import type { ConsentRow } from "../storage/ports.ts";

/** A device's record and a user's, and what is to happen where they differ. Both hold: neither ran out. */
export interface MergeQuestion {
  readonly device: ConsentRow;
  readonly user: ConsentRow;
  readonly categories: readonly Pick<CategoryConfig, "id" | "required" | "sells_data">[];
  readonly strategy: MigrationStrategy;
  /** What the visitor answered where the two differ; for `prompt_user`. */
  readonly resolutions: Readonly<Record<string, boolean>>;
}

export interface Merge {
  /** Category id -> agreed to; a conflict that is not settled is left out. */
  readonly choices: Readonly<Record<string, boolean>>;
  readonly conflicts: readonly MigrationConflict[];
  readonly isSettled: boolean;
  /** The side whose other fields stand. */
  readonly winner: "device" | "user";
}

interface Resolution {
  readonly value: boolean | null;
  readonly reason: string;
}

/**
 * Merges a device's choices with a user's. Nothing is agreed to that neither side agreed to; a category on which only
 * one side decided keeps that decision; an opt-out that came with a Global Privacy Control signal follows the visitor
 * into the account (P6), unless the other side decided otherwise while the signal was sent (P8). Pure.
 */
export function toMerge(question: MergeQuestion): Merge {
  const { device, user, categories, strategy } = question;
  const winner = toWinner(question);
  const required = new Set(categories.filter((category) => category.required).map((category) => category.id));
  const choices: Record<string, boolean> = {};
  const conflicts: MigrationConflict[] = [];
  for (const id of [...new Set([...Object.keys(user.choices), ...Object.keys(device.choices)])].sort()) {
    const deviceValue = device.choices[id];
    const userValue = user.choices[id];
    if (required.has(id)) choices[id] = true;
    else if (deviceValue === undefined || userValue === undefined || deviceValue === userValue) {
      choices[id] = (deviceValue ?? userValue) === true;
    } else {
      const { value, reason } = toResolution(question, winner, id);
      if (value !== null) choices[id] = value;
      conflicts.push({
        category: id,
        device_value: deviceValue,
        user_value: userValue,
        resolved_value: value,
        reason,
      });
    }
  }
  const isSettled = conflicts.every((conflict) => conflict.resolved_value !== null);
  return { choices, conflicts, isSettled, winner: strategy === "user_wins" ? "user" : winner };
}

// Who decided at the same millisecond decided on the device: that is what the visitor sees now.
function toWinner({ device, user }: MergeQuestion): "device" | "user" {
  return device.decidedAtMs >= user.decidedAtMs ? "device" : "user";
}

function toResolution(question: MergeQuestion, winner: "device" | "user", id: string): Resolution {
  const { device, user, categories, strategy, resolutions } = question;
  if (strategy === "prompt_user") {
    // Nobody can be asked about a category that is gone; waiting for an answer would keep the two apart for good.
    if (!categories.some((category) => category.id === id)) return { value: false, reason: "category_removed" };
    const answer = Object.hasOwn(resolutions, id) ? resolutions[id] : undefined;
    return answer === undefined ? { value: null, reason: "unresolved" } : { value: answer, reason: "resolved_by_user" };
  }
  const [refusing, agreeing] = device.choices[id] === false ? [device, user] : [user, device];
  const sellsData = categories.some((category) => category.id === id && category.sells_data);
  if (sellsData && refusing.gpc && !agreeing.gpc) return { value: false, reason: "gpc" };
  switch (strategy) {
    case "user_wins":
      return { value: user.choices[id] === true, reason: "user_wins" };
    case "most_restrictive":
      return { value: false, reason: "most_restrictive" };
    case "device_wins_recent":
      return winner === "device"
        ? { value: device.choices[id] === true, reason: "device_more_recent" }
        : { value: user.choices[id] === true, reason: "user_more_recent" };
  }
}
