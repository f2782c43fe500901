import type { GppConfig } from "@cookiehub/schemas/types";
import { expect, test, vi } from "vitest";
import { createSetup } from "../../test/page-kit.ts";
import type { AddOnHost } from "../add-on.ts";
import { createAddOn } from "./add-on.ts";

const GPP: GppConfig = {
  ...{ mspa: "none", usnat: false, unknown_state: "none" },
  ...{ sensitive_data: "not_applicable", known_children: "not_applicable" },
};
const TCF = {
  ...{ cmp_id: 31, cmp_version: 1, list_version: 178, policy_version: 5 },
  ...{ list_path: "/tcf/178-a", vendor_count: 3 },
};
const PAST = { decidedAtMs: 1_000 };

interface Answers {
  readonly applies?: boolean;
  readonly gppString?: string;
  readonly signalStatus?: string;
}

/** The add-on on a page whose `__gpp` answers so. */
async function start({ applies = true, gppString = "DBABMA~CQ", signalStatus = "ready" }: Answers = {}) {
  const loaded: string[] = [];
  const errors: unknown[] = [];
  const link = () => {};
  const createGpp = vi.fn(() => ({
    update: () => {},
    call: (_: string, callback: (data: unknown) => void) => callback({ gppString, sectionList: [2], signalStatus }),
  }));
  const host = {
    setup: { ...createSetup("opt-in", { gpp: GPP }), tcf: { ...TCF, applies } },
    store: { past: () => PAST },
    onError: (error: unknown) => errors.push(error),
    platform: {
      async load(name: string) {
        loaded.push(name);
        return { createGpp, createTcfLink: async () => link };
      },
    },
  } as unknown as AddOnHost;
  const addOn = createAddOn();
  addOn.start?.(host);
  await vi.waitFor(() => expect(createGpp).toHaveBeenCalled());
  return { loaded, errors, createGpp, host, link, toSignals: (atMs: number) => addOn.toSignals?.(atMs) };
}

test("what the TCF adds to __gpp is loaded where it applies, and nowhere else", async () => {
  const { loaded, createGpp, host, link } = await start();
  expect(loaded).toEqual(["gpp", "gpp-tcf"]);
  expect(createGpp).toHaveBeenCalledWith(host, GPP, link);
  const elsewhere = await start({ applies: false });
  expect(elsewhere.loaded).toEqual(["gpp"]);
  expect(elsewhere.createGpp).toHaveBeenCalledWith(elsewhere.host, GPP, undefined);
});

test("a decision is sent with its own string, and not with that of another one", async () => {
  const { toSignals } = await start();
  expect(toSignals(PAST.decidedAtMs)).toEqual({ gpp_string: "DBABMA~CQ" });
  expect(toSignals(PAST.decidedAtMs + 1_000)).toEqual({});
});

test("under the TCF the string of the decision before is not sent while its own is not there", async () => {
  expect((await start({ signalStatus: "not ready" })).toSignals(PAST.decidedAtMs)).toEqual({});
  const elsewhere = await start({ applies: false, signalStatus: "not ready" });
  expect(elsewhere.toSignals(PAST.decidedAtMs)).toEqual({ gpp_string: "DBABMA~CQ" });
});

test("a string that the server would not take does not take the decision with it", async () => {
  const gppString = `DBABMA~${"C".repeat(8_185)}`;
  expect((await start({ gppString })).toSignals(PAST.decidedAtMs)).toEqual({ gpp_string: gppString });
  expect((await start({ gppString: `${gppString}C` })).toSignals(PAST.decidedAtMs)).toEqual({});
});
