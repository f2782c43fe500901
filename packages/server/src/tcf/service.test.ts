import { describe, expect, test, vi } from "vitest";
import { createTcfInstallation, listPaths } from "../../test/tcf-kit.ts";
import { ListsBusyError } from "./given-lists.ts";
import { createTcfService } from "./service.ts";

const settings = {
  cmpId: 300,
  cmpVersion: 2,
  attestationUrl: "https://cmp.example/attestation",
  listUrl: "http://127.0.0.1/vendor-list.json",
};

async function createRunning(wait: (ms: number) => Promise<void> = () => new Promise(() => {})) {
  const installation = await createTcfInstallation();
  const one = await installation.start();
  await one.keeper.task.run();
  const service = createTcfService({ ...one, settings, wait });
  const readText = async (language: string) => {
    const list = service.resolve("all")?.url.split("/")[2] ?? "";
    const file = await service.readFile(list, `texts-${language}.json`);
    const texts = JSON.parse(Buffer.from(file?.text.bodies.identity ?? []).toString()) as { language: string };
    return [file?.kind, texts.language];
  };
  return { ...installation, ...one, service, readText };
}

describe("what the rest of the server asks", () => {
  test("T102 who operates it", async () => {
    const { service } = await createRunning();
    const { listUrl: _, ...operator } = settings;
    expect(service.operator).toEqual(operator);
  });

  test("T76 the whole list of a version", async () => {
    const { service } = await createRunning();
    expect((await service.readVersion(178))?.vendors).toHaveLength(30);
    expect((await service.readVersion(170))?.vendorListVersion).toBe(170);
    expect(await service.readVersion(179)).toBeNull();
  });

  test("T71 a tenant's languages are got before a visitor asks, each once, and English not at all", async () => {
    const { service, publisher, translations, readText } = await createRunning();
    service.prepareTexts(["fr", "fr-CA", "en", "pt", "xx", "de"]);
    service.prepareTexts(["fr", "de"]);
    await Promise.all(["fr", "pt-pt", "de"].map((language) => translations.want(language)));
    expect(listPaths(publisher).slice(1).sort()).toEqual([
      "purposes-de.json",
      "purposes-fr.json",
      "purposes-pt-pt.json",
    ]);
    expect(await readText("fr-BE")).toEqual(["translated", "fr"]);
    expect(publisher.seen).toHaveLength(4);
  });

  test("T98 a visitor does not wait long for a translation: English until it is there", async () => {
    const wait = vi.fn(async () => {});
    const { publisher, readText } = await createRunning(wait);
    publisher.breakWith({ isSilent: true });
    expect(await readText("fr")).toEqual(["provisional", "en"]);
    expect(wait).toHaveBeenCalledExactlyOnceWith(2_000);
    expect(await readText("en")).toEqual(["translated", "en"]);
  });

  test("visitors who ask for the same file at the same time have it made once", async () => {
    const { service } = await createRunning();
    const url = service.resolve("all")?.url.split("/") ?? [];
    const files = await Promise.all(Array.from({ length: 20 }, () => service.readFile(url[2] ?? "", "list.json")));
    expect(new Set(files.map((file) => file?.text)).size).toBe(1);
  });

  test("T72 what is ready is sent without its list, however many earlier ones are asked for in turn", async () => {
    const { service, keeper, files, publisher, clock } = await createRunning();
    const lists: string[] = [];
    for (const version of [179, 180, 181, 182]) {
      lists.push(service.resolve("all")?.url.split("/")[2] ?? "");
      publisher.publish(version);
      clock.nowMs += 8 * 86_400_000;
      await keeper.task.run();
    }
    const readAll = () => Promise.all(lists.map((list) => service.readFile(list, "texts-en.json")));
    const first = await readAll();
    const read = vi.spyOn(files, "read");
    expect(await readAll()).toEqual(first);
    expect(await readAll()).toEqual(first);
    expect(read).not.toHaveBeenCalled();
  });

  test("T71 strangers have only so many earlier lists read: the next is for later, and the newest always there", async () => {
    const { service, keeper, publisher, clock } = await createRunning();
    const lists: string[] = [];
    for (let version = 179; version <= 190; version++) {
      lists.push(service.resolve("all")?.url.split("/")[2] ?? "");
      publisher.publish(version);
      clock.nowMs += 8 * 86_400_000;
      await keeper.task.run();
    }
    const ask = (list: string | undefined) =>
      service.readFile(list ?? "", "list.json").catch((error: unknown) => error);
    const answers = [];
    for (const list of lists) answers.push(await ask(list));
    expect(answers.map((one) => one instanceof ListsBusyError)).toEqual([
      ...Array.from({ length: 8 }, () => false),
      ...Array.from({ length: 4 }, () => true),
    ]);
    expect(await ask(service.resolve("all")?.url.split("/")[2])).toMatchObject({ kind: "final" });
    clock.nowMs += 1_000;
    expect(await ask(lists[8])).toMatchObject({ kind: "final" });
    expect(await ask(lists[9])).toBeInstanceOf(ListsBusyError);
    clock.nowMs -= 3_600_000;
    expect(await ask(lists[9])).toMatchObject({ kind: "final" });
  });
});
