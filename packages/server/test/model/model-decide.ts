import type { Update, Withdraw } from "./commands.ts";
import { DAY, isHolding, type ModelConfig, type ModelRecord, type ModelTenant, toSubject } from "./model.ts";

/** What the steps count a device's clock in. */
const HOUR = 3_600_000;

/** A decision as the model has it; ids are the server's to give. */
export interface ModelDecision {
  readonly record: Omit<ModelRecord, "consentId" | "auditId">;
  readonly current: ModelRecord | undefined;
  /** What is recorded is not what stands. */
  readonly isSuperseded: boolean;
  /** Agreed to, of what was asked about. */
  readonly consented: readonly string[];
  /** Refused by this decision: not what was refused before. */
  readonly refused: readonly string[];
  /** Whether this request came with the signal. */
  readonly isUnderSignal: boolean;
  /** The latest reading of the device's clock that was known before. */
  readonly latest: number | null;
}

export type Refusal = { readonly error: string };

/** A decision of a visitor: POST /api/v1/consent. */
export function decide(tenant: ModelTenant, command: Update, now: number): ModelDecision | Refusal {
  const { config } = tenant;
  const isOld = command.shown === "an older one";
  const known = config.categories.map(({ id }) => id);
  if (!isOld && Object.keys(command.answers).some((id) => !known.includes(id))) return { error: "unknown_category" };
  const asked = config.categories.filter(({ id, isRequired }) => !isOld || isRequired || id in command.answers);
  const current = tenant.records.get(toSubject(tenant, command.device));
  const isSignal = command.method === "gpc";
  const stated = command.stated ?? null;
  const latest = toLatestReading(tenant, command.device);
  const own = isSignal ? signal(command, current, asked, config, now) : answer(command, current, asked, config, now);
  // Carried over from elsewhere: it lasts from when it was made (0036).
  const decidedAt = command.method === "import" && stated !== null ? Math.min(stated * HOUR, now) : now;
  const record = {
    ...own,
    ...(isSignal ? {} : { endsAt: own.endsAt - now + decidedAt }),
    isSignal,
    isUnderSignal: isSignal || command.gpc === true,
    hasStrings: command.strings,
    decidedAt,
    device: command.device,
    // One that tells no time leaves what the device told before.
    stated: stated === null || latest === null ? (stated ?? latest) : Math.max(stated, latest),
    mergedInto: null,
  };
  return {
    record,
    current,
    isSuperseded: current !== undefined && stated !== null && latest !== null && stated < latest,
    consented: asked.map(({ id }) => id).filter((id) => record.choices[id] === true),
    refused: isSignal ? toSignalled(command, config) : asked.map(({ id }) => id).filter((id) => !record.choices[id]),
    isUnderSignal: record.isUnderSignal,
    latest,
  };
}

type Answered = Pick<ModelRecord, "choices" | "policy" | "endsAt">;

/** What was shown and not agreed to is refused; what was not shown stays refused where it was (0023). */
function answer(
  command: Update,
  current: ModelRecord | undefined,
  asked: ModelConfig["categories"],
  config: ModelConfig,
  now: number,
): Answered {
  const choices = toRefusals(current);
  for (const { id, isRequired } of asked) choices[id] = isRequired || command.answers[id] === true;
  const isRefusal = asked.every(({ id, isRequired }) => isRequired || !choices[id]);
  return { choices, policy: toPolicy(command, config), endsAt: now + toDays(command, config, isRefusal) * DAY };
}

/** The signal opts out of what is sold, and agrees to nothing: what had been agreed to stays so, and ends no later. */
function signal(
  command: Update,
  current: ModelRecord | undefined,
  asked: ModelConfig["categories"],
  config: ModelConfig,
  now: number,
): Answered {
  const standing = current && isHolding(current, config, now) ? current : null;
  const choices: Record<string, boolean> = standing ? { ...standing.choices } : toRefusals(current);
  const signalled = toSignalled(command, config);
  const isRefusal = asked.every(({ id, isRequired }) => isRequired || signalled.includes(id));
  for (const id of signalled) choices[id] = false;
  for (const { id, isRequired } of config.categories) if (isRequired) choices[id] = true;
  return {
    choices,
    policy: standing?.policy ?? toPolicy(command, config),
    endsAt: standing?.endsAt ?? now + toDays(command, config, isRefusal) * DAY,
  };
}

function toSignalled({ answers }: Update, { categories }: ModelConfig): string[] {
  const refused = categories.filter(({ id, isRequired, isSold }) => !isRequired && (isSold || answers[id] === false));
  return refused.map(({ id }) => id);
}

/** The law lets a consent hold a year in the places of the model, and has who refused everything left alone this long. */
function toDays({ place }: Pick<Update, "place">, { renewalDays }: ModelConfig, isRefusal: boolean): number {
  return isRefusal ? Math.max(renewalDays, place === "US-CA" ? 365 : 180) : Math.min(renewalDays, 365);
}

function toPolicy(command: Update, config: ModelConfig): string {
  return command.policy === "published" ? config.policy : "other";
}

function toRefusals(record: ModelRecord | undefined): Record<string, boolean> {
  return Object.fromEntries(Object.entries(record?.choices ?? {}).filter(([, isAgreed]) => !isAgreed));
}

/** The latest reading of a device's clock that is known (0024), also from before its login (0032). */
function toLatestReading(tenant: ModelTenant, device: string): number | null {
  const records = [tenant.records.get(toSubject(tenant, device)), tenant.records.get(`device ${device}`)];
  const readings = records.flatMap((record) =>
    record?.device === device && record.stated !== null ? [record.stated] : [],
  );
  return readings.length === 0 ? null : Math.max(...readings);
}

/** A withdrawal: DELETE /api/v1/consent, or of one category. */
export function withdraw(tenant: ModelTenant, command: Withdraw, now: number): ModelDecision | Refusal {
  const { config } = tenant;
  const { category, device } = command;
  const current = tenant.records.get(toSubject(tenant, device));
  const found = config.categories.find(({ id }) => id === category);
  if (found?.isRequired) return { error: "required_category" };
  if (category !== null && !found && !(category in (current?.choices ?? {}))) return { error: "unknown_category" };
  const choices: Record<string, boolean> = { ...current?.choices };
  const refused = category === null ? [...Object.keys(choices), ...config.categories.map(({ id }) => id)] : [category];
  for (const id of refused) choices[id] = false;
  for (const { id, isRequired } of config.categories) if (isRequired) choices[id] = true;
  const kept = category === null ? undefined : current;
  const latest = toLatestReading(tenant, device);
  const readings = [latest, command.stated ?? null].filter((reading) => reading !== null);
  const record = {
    choices,
    policy: kept?.policy ?? config.policy,
    endsAt: kept?.endsAt ?? now + toDays(command, config, category === null) * DAY,
    isUnderSignal: kept?.isUnderSignal ?? command.gpc,
    isSignal: false,
    hasStrings: false,
    decidedAt: now,
    device,
    stated: readings.length === 0 ? null : Math.max(...readings),
    mergedInto: null,
  };
  const known = config.categories.map(({ id }) => id);
  // Everything is also what only the device itself knows of.
  const own = category === null ? Object.keys(tenant.records.get(`device ${device}`)?.choices ?? {}) : [];
  const isRequired = (id: string): boolean => config.categories.some((one) => one.id === id && one.isRequired);
  return {
    record,
    current,
    isSuperseded: false,
    consented: known.filter((id) => choices[id] === true),
    refused: [...new Set([...refused, ...own])].filter((id) => !isRequired(id)),
    isUnderSignal: command.gpc,
    latest,
  };
}
