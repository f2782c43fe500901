import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAddressWords, readAddress } from "../../http/address.ts";
import { classifyAsn, readAsnClasses } from "./asn-classes.ts";
import { type AsnTable, createAsnTableBuilder } from "./asn-table.ts";

const words = createAddressWords();

function find(table: AsnTable, address: string): number {
  return table.find(readAddress(address, words), words).asn;
}

function toTable(networks: readonly (readonly [string, number])[]): AsnTable {
  const builder = createAsnTableBuilder(() => "isp");
  for (const [network, asn] of networks) expect(builder.add(network, asn, "")).toBe(true);
  return builder.build();
}

describe("networks by number", () => {
  test("an address belongs to the narrowest network that holds it, in whatever order they came", () => {
    const networks = [
      ["10.0.0.0/8", 1],
      ["10.1.0.0/16", 2],
      ["10.1.2.0/24", 3],
      ["10.1.2.0/25", 4],
      ["2001:db8::/32", 5],
      ["2001:db8:0:1::/64", 6],
      ["2001:db8::5/128", 7],
    ] as const;
    for (const order of [networks, [...networks].reverse()]) {
      const table = toTable(order);
      expect(
        ["10.9.9.9", "10.1.9.9", "10.1.2.200", "10.1.2.3", "11.0.0.0", "9.255.255.255"].map((ip) => find(table, ip)),
      ).toEqual([1, 2, 3, 4, 0, 0]);
      expect(
        ["2001:db8:9::", "2001:db8:0:1::9", "2001:db8::5", "2001:db8::6", "2001:db9::"].map((ip) => find(table, ip)),
      ).toEqual([5, 6, 7, 5, 0]);
      expect(table.find(0, words)).toEqual({ asn: 0, asnClass: "unknown" });
    }
  });

  test("finds what a search through all of them finds", () => {
    const address = fc.tuple(fc.constantFrom(0, 10, 127, 128, 255), fc.nat(3), fc.nat(3), fc.nat(255));
    const network = fc.tuple(address, fc.nat(32));
    fc.assert(
      fc.property(fc.array(network, { maxLength: 30 }), fc.array(address, { maxLength: 30 }), (networks, asked) => {
        const toNumber = (parts: readonly number[]): number => parts.reduce((sum, part) => sum * 256 + part, 0);
        const table = toTable(networks.map(([parts, bits], index) => [`${parts.join(".")}/${bits}`, index + 1]));
        for (const parts of asked) {
          const inside = networks
            .map(([start, bits], index) => ({ start: toNumber(start), bits, asn: index + 1 }))
            .filter(
              ({ start, bits }) =>
                Math.floor(start / 2 ** (32 - bits)) === Math.floor(toNumber(parts) / 2 ** (32 - bits)),
            )
            .sort((one, other) => one.bits - other.bits || one.asn - other.asn);
          expect(find(table, parts.join("."))).toBe(inside.at(-1)?.asn ?? 0);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("what is no network is refused", () => {
    const builder = createAsnTableBuilder(() => "isp");
    for (const network of ["", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "::/129", "x/8", "10.0.0.0/+8"])
      expect(builder.add(network, 1, "")).toBe(false);
    for (const asn of [-1, 0.5, 2 ** 32, Number.NaN]) expect(builder.add("10.0.0.0/8", asn, "")).toBe(false);
    expect(builder.build().size).toBe(0);
  });

  test("half a million networks stand in less than 40 MB", () => {
    const builder = createAsnTableBuilder(() => "isp");
    for (let index = 0; index < 500_000; index++)
      builder.add(`2001:${(index >>> 8).toString(16)}:${index & 255}::/48`, index, "");
    expect(builder.build().bytes).toBeLessThan(40 * 1024 * 1024);
  });
});

describe("what owns a network", () => {
  const none = readAsnClasses("");

  test.each([
    ["hosting", 16509, "AMAZON-02"],
    ["hosting", 1, "Example Hosting GmbH"],
    ["hosting", 1, "Some Cloud Computing Ltd"],
    ["hosting", 1, "Example Data Center LLC"],
    ["vpn", 1, "ExampleVPN Ltd"],
    ["proxy", 1, "Residential Proxy Networks"],
    ["isp", 3320, "Deutsche Telekom AG"],
    ["isp", 1, "Example Broadband and Cloud Hosting"],
    ["education", 1, "Example University"],
    ["business", 1, "First Example Bank"],
    ["unknown", 1, "Example GmbH"],
    ["unknown", 1, ""],
  ])("%s: AS%i %s", (asnClass, asn, name) => {
    expect(classifyAsn(none, asn, name)).toBe(asnClass);
  });

  test("relays that phones and offices send their people through are no proxies", () => {
    for (const asn of [13335, 36183, 54113, 22616])
      expect(classifyAsn(none, asn, "Any Proxy Hosting")).toBe("business");
  });

  test("the operator's word goes before everything, in lines that say what is wrong with them", () => {
    const own = readAsnClasses("# ours\n\nAS16509, isp\n64500,VPN\r\n");
    expect(classifyAsn(own, 16509, "AMAZON-02")).toBe("isp");
    expect(classifyAsn(own, 64500, "")).toBe("vpn");
    expect(() => readAsnClasses("64500,vpn\n64501,people")).toThrow("line 2 is not `asn,class`");
  });

  test("a name, however long, is judged at once", () => {
    expect(classifyAsn(none, 1, "vpn".repeat(1_000_000))).toBe("vpn");
    expect(classifyAsn(none, 1, "a ".repeat(1_000_000))).toBe("unknown");
  });
});
