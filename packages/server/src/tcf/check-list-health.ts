import type { ListKeeper } from "./list-keeper.ts";

const DAY_MS = 86_400_000;
/** It comes out once a week (T73): a copy that is twice as old has been forgotten, whatever its publisher's answer allows. */
const AGE_MS_MAX = 14 * DAY_MS;

/** Throws while there is no list, or it should not be relied on for long; visitors are answered all the same. */
export function checkListHealth({ ageMs, failures }: ReturnType<ListKeeper["health"]>): void {
  if (ageMs === null) throw new Error("there is no vendor list yet: the TCF waits for it");
  if (failures > 0) {
    const hours = Math.floor(ageMs / 3_600_000);
    throw new Error(
      `the vendor list is past its time: its publisher did not answer ${failures} times, for ${hours} hours`,
    );
  }
  if (ageMs > AGE_MS_MAX) {
    const days = Math.floor(ageMs / DAY_MS);
    throw new Error(`the vendor list is ${days} days old: its publisher's last answer said that it holds for so long`);
  }
}
