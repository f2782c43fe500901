import { fromCookieText, toCookieText } from "@cookiehub/schemas/codec";
import type { BenchRows } from "./bench-row.ts";

const DAY_MS = 86_400_000;

/** What it costs to read a visitor's choice from the cookie's text: the whole of a server-rendered page's question. */
export const rows: BenchRows = async ({ short }) => {
  const text = toCookieText({
    tenantId: "demo",
    deviceId: "dev_3q2-7wAAQhK1Zb0v9Xc4Tg",
    decidedAtMs: Date.UTC(2026, 10, 20),
    expiresAtMs: Date.UTC(2026, 10, 20) + 180 * DAY_MS,
    policyVersion: "1",
    bannerVersion: "1",
    method: "preferences",
    gpc: false,
    configVersion: 1,
    services: {},
    granted: ["essential", "analytics"],
    denied: ["functional", "marketing"],
  });
  const amount = short ? 100_000 : 1_000_000;
  let read = 0;
  const run = (): void => {
    for (let count = 0; count < amount; count++) if (fromCookieText(text)) read++;
  };
  run();
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  if (read !== 2 * amount) throw new Error("the cookie did not read back");
  const measured = (user + system) / amount;
  return [
    {
      what: "Consent cookie, read and checked",
      measured,
      unit: "us CPU",
      budget: 20,
      budgetText: "< 20 us",
      gate: "cpu",
    },
  ];
};
