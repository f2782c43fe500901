import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BronzeLine, readLines } from "./bronze-lines.ts";

async function readAll(body: Uint8Array): Promise<BronzeLine[]> {
  const all: BronzeLine[] = [];
  for await (const lines of readLines(body)) all.push(...lines);
  return all;
}

describe("lines of an object", () => {
  test("come whole and with their numbers, gzipped or not, wherever chunks of it end", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "grapheme" })), fc.nat(200_000), async (texts, padding) => {
        const lines = ["x".repeat(padding), ...texts].map((text) => text.replace(/[\r\n\ufeff]/g, "é"));
        const expected = lines.flatMap((text, index) =>
          text === "" ? [] : [{ number: index + 1, text, isCut: false }],
        );
        const body = Buffer.from(lines.join("\n"));
        expect(await readAll(body)).toEqual(expected);
        expect(await readAll(gzipSync(body))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  test("have no byte order mark and no carriage return", async () => {
    expect(await readAll(Buffer.from("\ufeffa\r\n\r\nb"))).toEqual([
      { number: 1, text: "a", isCut: false },
      { number: 3, text: "b", isCut: false },
    ]);
  });

  test("that are too long are cut, and those behind them are whole", async () => {
    const body = gzipSync(Buffer.concat([Buffer.alloc(20_000_000, "x"), Buffer.from("\nshort\n")]));
    const [long, short, ...others] = await readAll(body);
    expect([long?.isCut, long?.text.length, short?.text, others]).toEqual([true, 4096, "short", []]);
  });

  test("before a damage are read, and then it is said", async () => {
    const text = Array.from({ length: 50_000 }, (_, index) => `line ${index} ${Math.sin(index)}`).join("\n");
    const whole = gzipSync(text);
    const read: BronzeLine[] = [];
    const reading = (async () => {
      for await (const lines of readLines(whole.subarray(0, whole.length - 9))) read.push(...lines);
    })();
    await expect(reading).rejects.toThrow("unexpected end of file");
    expect(read.length).toBeGreaterThan(10_000);
  });

  test("of nothing are none", async () => {
    expect(await readAll(new Uint8Array())).toEqual([]);
    expect(await readAll(gzipSync(""))).toEqual([]);
  });
});
