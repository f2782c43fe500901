import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";

/** `expect` costs more than what is checked here: it is asked only where something differs, for its words. */
export function expectSame(seen: unknown, meant: unknown, where: string): void {
  if (!isDeepStrictEqual(seen, meant)) expect(seen, where).toEqual(meant);
}
