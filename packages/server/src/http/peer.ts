import { BlockList, isIP } from "node:net";
import { createAddressWords, readAddress, toIpv4Text } from "./address.ts";

/** Decides which peers may speak for the visitor (forwarding and location headers). */
export interface TrustedProxies {
  has(address: string): boolean;
}

/** Addresses whose answer is remembered: asked on every request, and mostly for the same few proxies. */
const KNOWN_MAX = 1000;

const words = createAddressWords();

const NAMED: ReadonlyMap<string, readonly string[]> = new Map([
  ["loopback", ["127.0.0.0/8", "::1/128"]],
  [
    "private",
    ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "fc00::/7", "fe80::/10"],
  ],
]);

/**
 * Reads a comma-separated list of addresses, CIDR ranges and the names `loopback` and `private`; `none` trusts nobody.
 * Throws an `Error` that names the first entry it does not understand.
 */
export function createTrustedProxies(list: string): TrustedProxies {
  const ranges = new BlockList();
  for (const entry of list
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "" && part !== "none")) {
    for (const range of NAMED.get(entry) ?? [entry]) addRange(ranges, range);
  }
  const check = (address: string): boolean => {
    const plain = toPlainAddress(address);
    const family = isIP(plain);
    return family !== 0 && ranges.check(plain, family === 6 ? "ipv6" : "ipv4");
  };
  const known = new Map<string, boolean>();
  return {
    has(address) {
      const answer = known.get(address) ?? check(address);
      if (known.size >= KNOWN_MAX) known.clear();
      known.set(address, answer);
      return answer;
    },
  };
}

function addRange(ranges: BlockList, range: string): void {
  const [address = "", bits, ...rest] = range.split("/");
  const family = isIP(address);
  const widest = family === 6 ? 128 : 32;
  // Digits only: `Number("")` is 0, and "10.0.0.0/" would trust the whole internet.
  const width = bits === undefined ? widest : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (family === 0 || rest.length > 0 || Number.isNaN(width) || width > widest) {
    throw new Error(`"${range}" is not an address, a range such as 10.0.0.0/8, loopback, private or none`);
  }
  ranges.addSubnet(address, width, family === 6 ? "ipv6" : "ipv4");
}

/**
 * Finds the visitor's address: the peer itself, or, behind trusted proxies, the right-most address of `X-Forwarded-For`
 * that is not one of them. What stands left of that was written by the visitor and is not believed.
 */
export function toClientAddress(peer: string, forwardedFor: string | undefined, proxies: TrustedProxies): string {
  let address = toPlainAddress(peer);
  if (!forwardedFor) return address;
  const hops = forwardedFor.split(",").reverse();
  for (const hop of hops) {
    if (!proxies.has(address)) return address;
    const candidate = toPlainAddress(withoutPort(hop.trim()));
    if (isIP(candidate) === 0) return address;
    address = candidate;
  }
  return address;
}

// Some load balancers write the port as well; taken for rubbish, it would leave the visitor without an address, and
// without a limit.
function withoutPort(hop: string): string {
  return /^([\d.]+):\d+$/.exec(hop)?.[1] ?? /^\[([^\]]+)\](?::\d+)?$/.exec(hop)?.[1] ?? hop;
}

// IPv4 that is mapped into IPv6 is IPv4: a range of IPv4 holds it, and its limit is that of its network.
function toPlainAddress(address: string): string {
  const bare = address.split("%")[0] ?? "";
  return readAddress(bare, words) === 4 && bare.includes(":") ? toIpv4Text(words) : bare;
}
