import type { ConsentCheckAnswer, ConsentMigrateAnswer } from "@cookiehub/schemas/types";
import type { Command, Place, Update, Whose, Withdraw } from "./commands.ts";
import { DAY, type ModelConfig } from "./model.ts";

interface Said {
  /** Agreed to, and not refused since; until when at most. */
  readonly agreed: Map<string, number>;
  /** Refused, and not agreed to since. */
  readonly refused: Set<string>;
}

/**
 * Knows only who said yes and no to what, and holds every answer to it: it follows no rule of the model, so that an
 * error of thought in both model and server is not missed.
 */
export interface Witness {
  /** A change that the server acknowledged. */
  saw(command: Command, now: number, config: ModelConfig, answer?: ConsentMigrateAnswer): void;
  /** Names what may not run and does. */
  objections(device: string, place: Place, answer: ConsentCheckAnswer, now: number): readonly string[];
}

export function createWitness(): Witness {
  const subjects = new Map<string, Said>();
  const links = new Map<string, string>();
  /** Latest reading of each device's clock: an older decision may be one that changes nothing. */
  const clocks = new Map<string, number>();

  function of(subject: string): Said {
    const said = subjects.get(subject) ?? { agreed: new Map<string, number>(), refused: new Set<string>() };
    subjects.set(subject, said);
    return said;
  }
  const reads = (device: string): string => (links.has(device) ? `user ${links.get(device)}` : `device ${device}`);
  /** Nothing runs on a device that was refused on it since, by whoever used it: the refusal outlives the logout. */
  function refuseOn(device: string, id: string): void {
    for (const subject of [reads(device), `device ${device}`]) refuse(of(subject), id);
  }

  /** Whether it is not older than what the device's clock said before. */
  function sawClock({ device, stated }: Update | Withdraw): boolean {
    const latest = clocks.get(device) ?? 0;
    clocks.set(device, Math.max(stated ?? 0, latest));
    return stated === undefined || stated >= latest;
  }

  function sawUpdate(command: Update, now: number, { renewalDays, categories }: ModelConfig): void {
    const until = now + renewalDays * DAY;
    const said = of(reads(command.device));
    const isLatest = sawClock(command);
    for (const { id } of categories) {
      const isAgreed = command.answers[id];
      // A banner out of a cache may not have shown it (0023).
      if (isAgreed === undefined) continue;
      if (isAgreed && command.method !== "gpc") {
        said.agreed.set(id, Math.max(until, said.agreed.get(id) ?? 0));
        said.refused.delete(id);
      }
      if (!isAgreed && isLatest) refuseOn(command.device, id);
    }
    const sold = categories.filter((category) => category.isSold);
    if (command.method === "gpc" && isLatest) for (const { id } of sold) refuseOn(command.device, id);
  }

  function sawMigration(device: string, user: string, { reason, audit_id, result }: ConsentMigrateAnswer): void {
    const [mine, theirs] = [of(`device ${device}`), of(`user ${user}`)];
    const isMerging = reason === undefined || reason === "no_device_consent";
    const stillMine = isMerging ? [...mine.refused].filter((id) => !theirs.agreed.has(id)) : [];
    const stillTheirs = [...theirs.refused].filter((id) => !mine.agreed.has(id));
    for (const [id, until] of mine.agreed) theirs.agreed.set(id, Math.max(until, theirs.agreed.get(id) ?? 0));
    theirs.refused.clear();
    for (const id of [...stillMine, ...stillTheirs]) theirs.refused.add(id);
    if (reason !== "conflicts_unresolved" && audit_id !== null) links.set(device, user);
    if (reason === undefined) for (const id of toAnsweredNo(result)) refuse(mine, id);
  }

  function sawErasure(whose: Whose): void {
    const devices = toErasedDevices(whose, links);
    if ("user" in whose) subjects.delete(`user ${whose.user}`);
    for (const device of devices) {
      subjects.delete(`device ${device}`);
      links.delete(device);
    }
  }

  return {
    saw(command, now, config, answer) {
      if (command.do === "update") sawUpdate(command, now, config);
      if (command.do === "withdraw") {
        sawClock(command);
        for (const id of toWithdrawn(command, config)) refuseOn(command.device, id);
      }
      if (command.do === "migrate" && answer) sawMigration(command.device, command.user, answer);
      if (command.do === "unlink") links.delete(command.device);
      if (command.do === "erase") sawErasure(command.whose);
    },
    objections(device, place, answer, now) {
      const { agreed, refused } = of(reads(device));
      return Object.entries(answer.categories).flatMap(([id, { consented, required }]) => {
        if (required) return consented ? [] : [`${id} is required, and may not run`];
        if (!consented) return [];
        const faults = refused.has(id) ? [`${id} was refused, and may run`] : [];
        if (place !== "US-CA" && (agreed.get(id) ?? 0) <= now) faults.push(`${id} was not agreed to, and may run`);
        return faults;
      });
    },
  };
}

function toWithdrawn({ category }: Withdraw, { categories }: ModelConfig): string[] {
  return category === null ? categories.map(({ id }) => id) : [category];
}

function toErasedDevices(whose: Whose, links: ReadonlyMap<string, string>): string[] {
  return "device" in whose ? [whose.device] : [...links].filter(([, user]) => user === whose.user).map(([id]) => id);
}

// What the visitor was asked at the login, on this device.
function toAnsweredNo({ conflicts_resolved }: ConsentMigrateAnswer["result"]): string[] {
  const answered = conflicts_resolved.filter((conflict) => conflict.reason === "resolved_by_user");
  return answered.flatMap((conflict) => (conflict.resolved_value === false ? [conflict.category] : []));
}

function refuse(said: Said, id: string): void {
  said.agreed.delete(id);
  said.refused.add(id);
}
