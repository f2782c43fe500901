import { readGppStringOutline, readUsSection } from "@cookiehub/schemas/signals";
import type { TenantConfig } from "@cookiehub/schemas/types";
import { headStub } from "@cookiehub/widget/stub";
import type { Page } from "@playwright/test";
import { expect } from "./fixtures.ts";
import { openStand, type Stand } from "./stand.ts";

interface Ping {
  readonly cmpStatus: string;
  readonly cmpDisplayStatus: string;
  readonly signalStatus: string;
  readonly gppString: string;
  readonly sectionList: number[];
  readonly applicableSections: number[];
  readonly supportedAPIs: string[];
  readonly cmpId: number;
  readonly parsedSections: Record<string, Record<string, unknown>[]>;
}
type Gpp = (command: string, callback: (data: unknown, success: boolean) => void, parameter?: unknown) => void;
/** What the head below leaves in the page. */
export type GppWindow = { __gpp: Gpp; heard: string[]; early: unknown[][] };

export const OPT_OUT = "Do not sell or share my personal information";
/** Sections of known states alone. */
export const GPP: NonNullable<TenantConfig["gpp"]> = {
  mspa: "none",
  usnat: false,
  unknown_state: "none",
  sensitive_data: "not_applicable",
  known_children: "not_applicable",
};

/** What a page has: the stub, a listener from the start, and calls that come before anything can answer them. */
export const HEAD = `<script>${headStub({ gpp: true })}</script><script>
heard = []; early = [];
__gpp("addEventListener", function (event) { heard.push(event.eventName + " " + event.data); });
__gpp("tcfeuv2.getVendorList", function () { early.push([].slice.call(arguments)); });
__gpp("usca.none", function () { early.push([].slice.call(arguments)); });
</script>`;

/** Opens a page of a shop, for a visitor in California where nothing else is said. */
export async function openGpp(page: Page, { config, ...stand }: Stand = {}, gpp: Partial<TenantConfig["gpp"]> = {}) {
  await openStand(page, {
    ...{ model: "opt-out", location: "US-CA", head: HEAD, ...stand },
    config: { gpp: { ...GPP, ...gpp }, ...config },
  });
}

export const ask = (page: Page, command: string, parameter?: unknown) =>
  page.evaluate(
    ([command, parameter]) => {
      const answers: unknown[][] = [];
      const { __gpp } = window as unknown as GppWindow;
      __gpp(command as string, (...answer) => answers.push(answer), parameter);
      return answers;
    },
    [command, parameter] as const,
  );
export const ping = async (page: Page) => (await ask(page, "ping"))[0]?.[0] as Ping;
export const heard = (page: Page) => page.evaluate(() => [...(window as unknown as GppWindow).heard]);
export const forget = (page: Page) => page.evaluate(() => void (window as unknown as GppWindow).heard.splice(0));
export const expectReady = (page: Page) => expect.poll(async () => (await ping(page)).signalStatus).toBe("ready");

/** Reads the string with the reader, and makes sure that it says what the ping says (G11, G13). */
export async function readSections(page: Page): Promise<Record<string, unknown>> {
  const { gppString, sectionList, parsedSections } = await ping(page);
  const { sections } = readGppStringOutline(gppString);
  expect(sections.map(({ id }) => id)).toEqual(sectionList);
  const read = sections.map(({ id, text }) => readUsSection(id, text));
  expect(Object.values(parsedSections)).toEqual(read);
  return Object.assign({}, ...read.flat());
}
