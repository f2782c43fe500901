import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAddressWords, readAddress, toAddressPrefix } from "./address.ts";

const words = createAddressWords();

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
  expect(toAddressPrefix("::1:0:0:102:1.2.3.4")).toBe("0:0:1:0::/56");
  for (const text of ["192.0.2.7", "::ffff:192.0.2.7", "::FFFF:c000:207", "0:0:0:0:0:ffff:c000:0207"]) {
    expect(readAddress(text, words)).toBe(4);
    expect([...words]).toEqual([0, 0, 0, 0xc000_0207]);
    expect(toAddressPrefix(text)).toBe("192.0.2.0/24");
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
    expect(toAddressPrefix(text)).toBe("");
  for (const text of ["12345::", "g::", "1:2:3:4:5:6:7:8:9", "9".repeat(1e6), ":".repeat(1e6)])
    expect(toAddressPrefix(text)).toBe("");
  fc.assert(fc.property(fc.string(), (text) => void toAddressPrefix(text)));
});

describe("what is kept of an address", () => {
  test.each([
    ["203.0.113.77", "203.0.113.0/24"],
    ["::ffff:203.0.113.77", "203.0.113.0/24"],
    ["2001:db8:1234:56ff:1:2:3:4", "2001:db8:1234:5600::/56"],
    ["::1", "0:0:0:0::/56"],
    ["::1:0:0:102:1.2.3.4", "0:0:1:0::/56"],
    ["fe80::1%eth0", "fe80:0:0:0::/56"],
    ["rubbish", ""],
    ["", ""],
  ])("%s is kept as %s", (address, prefix) => {
    expect(toAddressPrefix(address)).toBe(prefix);
  });

  test("two visitors of one IPv4 /24 cannot be told apart", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.nat(255), (address, last) => {
        const neighbour = [...address.split(".").slice(0, 3), last].join(".");
        expect(toAddressPrefix(address)).toBe(toAddressPrefix(neighbour));
      }),
    );
  });
});
