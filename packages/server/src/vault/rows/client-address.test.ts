import { isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { toAddressPrefix } from "../../http/peer.ts";
import { createAddressWords, readAddress, toPrefixText } from "./client-address.ts";

const words = createAddressWords();
const toPrefix = (text: string): string => {
  const family = readAddress(text, words);
  return family === 0 ? "" : toPrefixText(family, words);
};

test("every address is cut as requests to the server are", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
      // Where the last two groups are written as IPv4, or such groups are mapped IPv4, only this one is right.
      fc.pre(!(address.includes(":") && address.includes(".")) && readAddress(address, words) === isIP(address));
      expect(toPrefix(address)).toBe(toAddressPrefix(address));
    }),
    { numRuns: 2000 },
  );
});

test("numbers of an address are its bits, wherever its zeros are left out", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 1, 0xff, 0x1234, 0xffff), { minLength: 8, maxLength: 8 }), (groups) => {
      fc.pre(groups.slice(0, 5).some((group) => group > 0));
      const text = groups.map((group) => group.toString(16)).join(":");
      const short = new URL(`http://[${text}]`).hostname.slice(1, -1);
      expect(readAddress(text, words)).toBe(6);
      const whole = [...words];
      expect(readAddress(short, words)).toBe(6);
      expect([...words]).toEqual(whole);
      expect(whole).toEqual([0, 2, 4, 6].map((at) => (groups[at] ?? 0) * 65_536 + (groups[at + 1] ?? 0)));
    }),
  );
});

test("IPv4 that is mapped into IPv6 is IPv4, however it is written", () => {
  expect(toPrefix("::1:0:0:102:1.2.3.4")).toBe("0:0:1:0::/56");
  for (const text of ["192.0.2.7", "::ffff:192.0.2.7", "::FFFF:c000:207", "0:0:0:0:0:ffff:c000:0207"]) {
    expect(readAddress(text, words)).toBe(4);
    expect([...words]).toEqual([0, 0, 0, 0xc000_0207]);
    expect(toPrefix(text)).toBe("192.0.2.0/24");
  }
});

test("anything else is no address, and nothing throws", () => {
  for (const text of [
    "",
    "-",
    "1.2.3",
    "1.2.3.4.5",
    "01.2.3.4",
    "1.2.3.256",
    "1..2.3",
    "1.2.3.",
    ":",
    ":::",
    "1::2::3",
  ])
    expect(toPrefix(text)).toBe("");
  for (const text of ["fe80::1%eth0", "12345::", "g::", "1:2:3:4:5:6:7:8:9", "9".repeat(1e6), ":".repeat(1e6)])
    expect(toPrefix(text)).toBe("");
  fc.assert(fc.property(fc.string(), (text) => void toPrefix(text)));
});
