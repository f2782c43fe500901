import { isIP } from "node:net";

/** Where an address is read to: four words of 32 bits of IPv6; IPv4 stands in the last alone. */
export type AddressWords = Uint32Array;

/** Longest text of an address: eight groups, of which the last two are IPv4. */
const LENGTH_MAX = 45;

export function createAddressWords(): AddressWords {
  return new Uint32Array(4);
}

const own = createAddressWords();

/** Reads an address; 0 where it is none. IPv4 that is mapped into IPv6 is IPv4, however it is written. */
export function readAddress(text: string, words: AddressWords): 0 | 4 | 6 {
  if (text.length > LENGTH_MAX) return 0;
  words.fill(0);
  if (!text.includes(":")) {
    const value = readIpv4(text, 0);
    words[3] = Math.max(0, value);
    return value < 0 ? 0 : 4;
  }
  // Its rules are written once, in the platform; numbers of what holds to them are easy.
  if (isIP(text) !== 6 || text.includes("%")) return 0;
  fillGroups(text, words);
  return words[0] === 0 && words[1] === 0 && words[2] === 0xffff ? toMapped(words) : 6;
}

function toMapped(words: AddressWords): 4 {
  words[2] = 0;
  return 4;
}

/** The number of `a.b.c.d` from a place to the end; -1 where it is none. */
function readIpv4(text: string, from: number): number {
  let value = 0;
  let part = -1;
  let parts = 0;
  for (let index = from; index <= text.length; index++) {
    const code = index < text.length ? text.charCodeAt(index) : 46;
    if (code === 46) {
      if (part < 0) return -1;
      value = value * 256 + part;
      parts++;
      part = -1;
      continue;
    }
    const digit = code - 48;
    // A leading zero means octal to some: it is no address.
    if (digit < 0 || digit > 9 || part === 0) return -1;
    part = part < 0 ? digit : part * 10 + digit;
    if (part > 255) return -1;
  }
  return parts === 4 ? value : -1;
}

// Groups go in from the left; where `::` stood, what follows it is moved to the right end.
function fillGroups(text: string, words: AddressWords): void {
  const groups = new Uint16Array(8);
  let count = 0;
  let gap = -1;
  let from = 0;
  while (from < text.length) {
    if (text.charCodeAt(from) === 58) {
      gap = count;
      from += from === 0 ? 2 : 1;
      continue;
    }
    const colon = text.indexOf(":", from);
    const to = colon < 0 ? text.length : colon;
    if (colon < 0 && text.includes(".")) {
      const value = readIpv4(text, from);
      groups[count++] = value >>> 16;
      groups[count++] = value & 0xffff;
    } else {
      groups[count++] = Number.parseInt(text.slice(from, to), 16);
    }
    from = to + 1;
  }
  if (gap >= 0) {
    groups.copyWithin(8 - (count - gap), gap, count);
    groups.fill(0, gap, 8 - (count - gap));
  }
  for (let word = 0; word < 4; word++) words[word] = (groups[word * 2] ?? 0) * 65_536 + (groups[word * 2 + 1] ?? 0);
}

/** Cuts the text of an address to what may be kept of it: IPv4 /24, IPv6 /56; `""` for anything else. */
export function toAddressPrefix(address: string): string {
  const family = readAddress(address.split("%")[0] ?? "", own);
  return family === 0 ? "" : toPrefixText(family, own);
}

/** What may be kept of an address that was read. */
export function toPrefixText(family: 4 | 6, words: AddressWords): string {
  // Each part by itself: every line of a CDN's log comes by here.
  const value = words[3] ?? 0;
  if (family === 4) return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.0/24`;
  const [first = 0, second = 0] = words;
  return `${toHex(first >>> 16)}:${toHex(first & 0xffff)}:${toHex(second >>> 16)}:${toHex(second & 0xff00)}::/56`;
}

export function toIpv4Text(words: AddressWords): string {
  const value = words[3] ?? 0;
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

function toHex(group: number): string {
  return group.toString(16);
}
