import { describe, expect, test } from "vitest";
import { createModelAnalytics } from "../../../test/model-analytics.ts";
import { createSessionRow } from "../../storage/contract/rows.ts";
import { readSessionsOverview } from "./sessions-overview.ts";
import { readSessionsTimeline } from "./sessions-timeline.ts";

const FILTER = { codes: ["shop0001"], from: "2026-04-30", to: "2026-05-02" };
const CUTOVER = "2026-05-01";

/** On each of two days: 200 sessions, of them 20 from a data centre, and 80 of one user agent. */
async function openAnalytics() {
  const analytics = createModelAnalytics();
  for (const day of ["2026-04-30", "2026-05-01"]) {
    const rows = Array.from({ length: 200 }, (_, index) =>
      createSessionRow(`${day}/${index}`, {
        requestedAtMs: Date.parse(`${day}T12:00:00.000Z`),
        asnClass: index < 20 ? "hosting" : "isp",
        userAgent: index >= 20 && index < 100 ? "bot" : `person ${index}`,
        device: index < 100 ? "desktop" : index < 199 ? "mobile" : "",
      }),
    );
    await analytics.loadSessions(day, rows);
  }
  return analytics;
}

describe("sessions", () => {
  test("over the day that bots are excluded from: all before it, those of people from it on, the others by reason", async () => {
    const answer = await readSessionsOverview(await openAnalytics(), FILTER, CUTOVER);
    const none = { excluded_network: 0, excluded_user_agent: 0, excluded_rate: 0 };
    const excluded = { excluded_network: 20, excluded_user_agent: 80 };
    expect(answer).toEqual({
      from: "2026-04-30",
      to: "2026-05-02",
      bot_filter_from: CUTOVER,
      totals: { sessions: 300, all_sessions: 400, ...excluded, excluded_rate: 0.25 },
      days: [
        { day: "2026-04-30", is_filtered: false, sessions: 200, all_sessions: 200, ...none },
        { day: "2026-05-01", is_filtered: true, sessions: 100, all_sessions: 200, ...excluded, excluded_rate: 0.5 },
        { day: "2026-05-02", is_filtered: true, sessions: 0, all_sessions: 0, ...none },
      ],
    });
  });

  test.each([
    ["2026-04-30", 200],
    ["2026-05-03", 400],
  ])("with bots excluded from %s on come to %i in all", async (cutover, sessions) => {
    const { totals } = await readSessionsOverview(await openAnalytics(), FILTER, cutover);
    expect([totals.sessions, totals.all_sessions]).toEqual([sessions, 400]);
  });

  test("by device are told the same way, the unknown one as it is, and what is not named is in the totals", async () => {
    const given = { limit: 2, botFilterFrom: CUTOVER };
    const answer = await readSessionsTimeline(await openAnalytics(), FILTER, "device", given);
    expect(answer.totals).toMatchObject({ sessions: 300, all_sessions: 400 });
    expect([answer.dimension, answer.value_count]).toEqual(["device", 3]);
    expect(answer.values.map(({ value, totals }) => [value, totals.sessions, totals.all_sessions])).toEqual([
      ["desktop", 100, 200],
      ["mobile", 198, 198],
    ]);
    expect(answer.values[0]?.days.map(({ day, sessions }) => [day, sessions])).toEqual([
      ["2026-04-30", 100],
      ["2026-05-01", 0],
      ["2026-05-02", 0],
    ]);
    const all = await readSessionsTimeline(await openAnalytics(), FILTER, "device", { ...given, limit: 3 });
    expect(all.values[2]).toMatchObject({ value: "", totals: { sessions: 2 } });
  });
});
