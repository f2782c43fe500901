import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTrustedProxies, toClientAddress } from "./peer.ts";

const proxies = createTrustedProxies("loopback,private");

describe("trusted proxies", () => {
  test.each(["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.1.2.3", "192.168.0.9", "172.31.0.1", "fd00::1"])(
    "%s is trusted by default",
    (address) => {
      expect(proxies.has(address)).toBe(true);
    },
  );

  test.each(["8.8.8.8", "172.32.0.1", "2001:db8::1", "", "unknown", "127.0.0.1.evil.example"])(
    "%s is not",
    (address) => {
      expect(proxies.has(address)).toBe(false);
    },
  );

  test("none trusts nobody", () => {
    expect(createTrustedProxies("none").has("127.0.0.1")).toBe(false);
  });

  test.each([
    "10.0.0.0/33",
    "example.com",
    "10.0.0.0/x",
    "fe80::/129",
    "10.0.0.0/",
    "10.0.0.0/ 8",
    "10.0.0.0/8/16",
    "constructor",
  ])("%s is refused by name", (entry) => {
    expect(() => createTrustedProxies(entry)).toThrow(entry);
  });
});

describe("the visitor's address", () => {
  test("is the peer when the peer is not a trusted proxy, whatever it claims", () => {
    expect(toClientAddress("203.0.113.9", "1.2.3.4", proxies)).toBe("203.0.113.9");
  });

  test("is the right-most address that is not a trusted proxy", () => {
    expect(toClientAddress("10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", proxies)).toBe("203.0.113.9");
  });

  test.each([
    ["203.0.113.9:50123", "203.0.113.9"],
    ["[2001:db8::9]:50123", "2001:db8::9"],
    ["[2001:db8::9]", "2001:db8::9"],
    ["2001:db8::9", "2001:db8::9"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["[203.0.113.9", "10.0.0.1"],
    ["203.0.113.9:", "10.0.0.1"],
  ])("is read where a load balancer writes %s", (hop, address) => {
    expect(toClientAddress("10.0.0.1", `6.6.6.6, ${hop}`, proxies)).toBe(address);
  });

  test("is the last address that can be believed when the list holds rubbish", () => {
    expect(toClientAddress("10.0.0.1", "203.0.113.9, nonsense", proxies)).toBe("10.0.0.1");
  });

  test("is read out of IPv6 where it is IPv4 that was mapped, in whatever notation", () => {
    expect(toClientAddress("::ffff:a00:1", "203.0.113.9", proxies)).toBe("203.0.113.9");
    expect(toClientAddress("10.0.0.1", "0:0:0:0:0:ffff:cb00:7109", proxies)).toBe("203.0.113.9");
  });

  test("reading any list never throws", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (peer, list) => typeof toClientAddress(peer, list, proxies) === "string"),
    );
  });
});
