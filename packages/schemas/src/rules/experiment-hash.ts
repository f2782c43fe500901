/**
 * MurmurHash3, 32 bit (x86 variant), of ASCII text: even, quick, and without the asynchronous Web Crypto API. Answers an
 * unsigned integer. Not for secrets.
 */
export function hashText(text: string, seed = 0): number {
  let hash = seed;
  const wholeLength = text.length & ~3;
  for (let at = 0; at < wholeLength; at += 4) {
    hash ^= scramble(readBlock(text, at));
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  // Behind the text `charCodeAt` answers NaN, which is 0 in bit arithmetic: just what the last block wants.
  hash ^= scramble(readBlock(text, wholeLength)) ^ text.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function readBlock(text: string, at: number): number {
  const byte = (offset: number): number => (text.charCodeAt(at + offset) & 0xff) << (offset * 8);
  return byte(0) | byte(1) | byte(2) | byte(3);
}

function scramble(block: number): number {
  const mixed = Math.imul(block, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}
