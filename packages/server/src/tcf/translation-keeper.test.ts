import { describe, expect, test } from "vitest";
import { createTcfInstallation, listPaths } from "../../test/tcf-kit.ts";
import { TRANSLATION_LANGUAGES, toListFileUrl } from "./list-addresses.ts";

const WEEK_MS = 604_800_000;

describe("addresses of the list's files", () => {
  test("T69 archives and translations stand beside the list", () => {
    const listUrl = "https://vendor-list.consensu.org/v3/vendor-list.json";
    expect(toListFileUrl(listUrl, { kind: "list" })).toBe(listUrl);
    expect(toListFileUrl(listUrl, { kind: "archive", version: 17 })).toBe(
      "https://vendor-list.consensu.org/v3/archives/vendor-list-v17.json",
    );
    expect(toListFileUrl(listUrl, { kind: "translation", language: "pt-br" })).toBe(
      "https://vendor-list.consensu.org/v3/purposes-pt-br.json",
    );
  });

  test("every language is one once, in the letters of a file name, and English is none", () => {
    expect(new Set(TRANSLATION_LANGUAGES).size).toBe(TRANSLATION_LANGUAGES.length);
    expect(TRANSLATION_LANGUAGES).not.toContain("en");
    for (const language of TRANSLATION_LANGUAGES) expect(language).toMatch(/^[a-z]{2}(?:-[a-z]{2,4})?$/);
  });
});

describe("keeping translations", () => {
  test.each([
    ["fr", "fr"],
    ["fr-CA", "fr"],
    ["pt", "pt-pt"],
    ["pt_BR", "pt-br"],
    ["zh-TW", "zh-hant"],
    ["nb", "no"],
    ["sr", "sr-cyrl"],
    ["en", undefined],
    ["en-GB", undefined],
    ["xx", undefined],
    ["../vendor-list", undefined],
  ])("T98 a wish for %s is served by %s", async (wish, language) => {
    const { start } = await createTcfInstallation();
    expect((await start()).translations.find(wish)).toBe(language);
  });

  test("T71 a language is asked for when it is first wanted, once for all processes, and kept up to date from then on", async () => {
    const { publisher, clock, start } = await createTcfInstallation();
    const [one, other] = [await start(), await start()];
    expect(one.translations.current("fr")).toBeUndefined();
    const wanted = await Promise.all([one.translations.want("fr"), one.translations.want("fr")]);
    expect(wanted.map((kept) => kept?.translation.texts.purposes[0]?.name)).toEqual([
      "Synthetic purpose 1 [fr]",
      "Synthetic purpose 1 [fr]",
    ]);
    await other.translations.want("fr");
    expect(listPaths(publisher)).toEqual(["purposes-fr.json"]);
    clock.nowMs += WEEK_MS - 1;
    await one.translations.task.run();
    expect(publisher.seen).toHaveLength(1);
    clock.nowMs += 1;
    publisher.publish(179);
    await one.translations.task.run();
    await other.translations.task.run();
    expect(publisher.seen).toHaveLength(2);
    for (const { translations } of [one, other]) {
      expect(translations.current("fr")?.translation.vendorListVersion).toBe(179);
    }
  });

  test("T74 a language that there is nothing of is asked for again later only; a broken one leaves the last good", async () => {
    const { publisher, clock, start } = await createTcfInstallation();
    const { translations } = await start();
    for (let round = 0; round < 5; round++) expect(await translations.want("cy")).toBeUndefined();
    expect(publisher.seen).toHaveLength(1);
    await translations.want("fr");
    publisher.breakWith({ body: "{}" });
    clock.nowMs += WEEK_MS;
    await translations.task.run();
    expect(translations.current("fr")?.translation.vendorListVersion).toBe(178);
    publisher.breakWith(undefined);
    publisher.publish(180);
    clock.nowMs += 3_600_000;
    await translations.task.run();
    expect(translations.current("fr")?.translation.vendorListVersion).toBe(180);
  });

  test("a store that does not answer is no failure of whoever wants a language", async () => {
    const { start, log } = await createTcfInstallation();
    const { translations, store } = await start();
    await store.close();
    expect(await translations.want("fr")).toBeUndefined();
    expect(log.error).toHaveBeenCalledTimes(1);
  });
});
