import { BlockList, isIP } from "node:net";

// Special-purpose registries of RFC 6890 and its successors. In IPv6 only 2000::/3 is in use, less what speaks for an
// IPv4 address of somebody else (Teredo, 6to4) and documentation.
const SPECIAL_V4 = toBlockList(
  "ipv4",
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 " +
    "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3",
);
// A list of its own: `BlockList` takes an IPv4 address for the mapped IPv6 one, which ::/3 holds.
const SPECIAL_V6 = toBlockList("ipv6", "::/3 4000::/2 8000::/1 2001::/23 2001:db8::/32 2002::/16 3fff::/20");

function toBlockList(family: "ipv4" | "ipv6", ranges: string): BlockList {
  const list = new BlockList();
  for (const range of ranges.split(" ")) {
    const [address = "", bits] = range.split("/");
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** Whether an address can be a visitor's somewhere on the internet. Private and special ones are never looked up (D12). */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !SPECIAL_V4.check(address, "ipv4");
  return family === 6 && !SPECIAL_V6.check(address, "ipv6");
}
