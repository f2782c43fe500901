import fc from "fast-check";
import { UAParser } from "ua-parser-js";
import { expect, test } from "vitest";
import { createAgentReader, toAgentText } from "./agent.ts";

const IOS = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const ANDROID =
  "Mozilla/5.0 (Linux; Android 14; SM-S918B Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko)";
const CHROME = "Version/4.0 Chrome/131.0.0.0 Mobile Safari/537.36";

test.each([
  ["browser", `${IOS} Version/17.4 Mobile/15E148 Safari/604.1`],
  ["browser", `${IOS} CriOS/131.0.0.0 Mobile/15E148 Safari/604.1`],
  ["browser", "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"],
  ["webview", `${IOS} Mobile/15E148`],
  ["webview", `${ANDROID} ${CHROME}`],
  ["in_app", `${IOS} Mobile/15E148 Instagram 320.0.0.34.109 (iPhone14,5; iOS 17_4; fr_FR; fr; scale=3.00)`],
  ["in_app", `${IOS} Mobile/15E148 [FBAN/FBIOS;FBAV/450.0.0.38.108;FBBV/564431005;FBDV/iPhone14,5]`],
  ["in_app", `${ANDROID} ${CHROME} [FB_IAB/FB4A;FBAV/453.0.0.40.107;]`],
  ["in_app", `${ANDROID} ${CHROME} trill_2023 musical_ly_2023 JsSdk/1.0 ByteLocale/en BytedanceWebview/d8a21c6`],
  ["in_app", `${IOS} Mobile/15E148 Safari Line/14.2.0`],
  ["in_app", `${IOS} Mobile/15E148 MicroMessenger/8.0.47 NetType/WIFI Language/en`],
  ["in_app", `${IOS} GSA/300.0 Mobile/15E148 Safari/604.1`],
  ["in_app", `${IOS} Mobile/15E148 Snapchat/12.70.0.42 (like Safari/8617.2.4)`],
  ["", "curl/8.9.1"],
  ["", "Mozilla/5.0 (compatible; Examplebot/1.0)"],
  ["", ""],
])("a page is shown by: %s (%s)", (context, userAgent) => {
  expect(createAgentReader()(userAgent).browser_context).toBe(context);
});

test("plain browsers of computers, in which no device is looked for, have none", () => {
  const version = fc.tuple(fc.integer({ min: 1, max: 999 }), fc.nat(9999)).map(([major, minor]) => `${major}.${minor}`);
  const system = fc.constantFrom(
    ...["Windows NT 10.0; Win64; x64", "Windows NT 6.1; WOW64", "Macintosh; Intel Mac OS X 10_15_7"],
    ...["Macintosh; Intel Mac OS X 10.15", "X11; Linux x86_64", "X11; Ubuntu; Linux x86_64"],
  );
  const browser = fc.oneof(
    version.map((one) => [`; rv:${one}`, `Gecko/20100101 Firefox/${one}`]),
    fc
      .tuple(fc.constantFrom("Chrome", "Version"), version, fc.constantFrom("", " Edg/131.0.1.2", " OPR/112.0.0.0"))
      .map(([name, one, more]) => ["", `AppleWebKit/537.36 (KHTML, like Gecko) ${name}/${one} Safari/537.36${more}`]),
  );
  const readAgent = createAgentReader();
  fc.assert(
    fc.property(system, browser, (os, [rv, rest]) => {
      const text = `Mozilla/5.0 (${os}${rv}) ${rest}`;
      expect(new UAParser(text).getDevice().type).toBeUndefined();
      expect(readAgent(text)).toMatchObject({ device: "desktop", browser_context: "browser" });
    }),
    { numRuns: 500 },
  );
});

test("what is remembered answers as what is read, past any number of others, and long texts count by their beginning", () => {
  const readAgent = createAgentReader(3);
  const texts = [
    "Version/17.4 Mobile/15E148 Safari/604.1",
    "Mobile/15E148",
    "CriOS/131.0 Mobile Safari/604.1",
    "Line/14.2",
  ];
  const all = [...texts.map((end) => `${IOS} ${end}`), ...texts.map((end) => `${ANDROID} ${end}`)];
  const expected = all.map((text) => createAgentReader()(text));
  expect(new Set(expected.map((agent) => JSON.stringify(agent))).size).toBeGreaterThan(5);
  for (const round of [all, all.toReversed(), all]) {
    expect(round.map((text) => readAgent(text))).toEqual(round.map((text) => expected[all.indexOf(text)]));
  }
  expect(readAgent(all.at(-1))).toBe(readAgent(all.at(-1)));
  expect(readAgent(`${"x"}${" ".repeat(1000)}a`)).toBe(readAgent(`${"x"}${" ".repeat(1000)}b`));
  expect(readAgent("Opera \u{1f600} Version/9 \ud800")).toEqual(readAgent("Opera \u{1f600} Version/9 \ud800"));
});

test("an agent is written for people without its context", () => {
  expect(toAgentText(createAgentReader()(`${ANDROID} ${CHROME}`))).toBe("Chrome WebView on Android, mobile");
  expect(toAgentText(createAgentReader()(undefined))).toBe("");
});
