/**
 * Networks of one family as numbers, and the value of each. An address belongs to the narrowest that holds it; of the same
 * network twice, to the later.
 */
export interface NetworkList {
  /** Value of the network of an address, -1 where there is none. Reads the last words of `words`, as many as the family has. */
  find(words: Uint32Array): number;
  readonly size: number;
  /** What it takes of memory. */
  readonly bytes: number;
}

/** Collects networks in any order; those in order are cheaper. */
export interface NetworkListBuilder {
  /** `words` as `readAddress` fills them; bits of it behind the prefix do not count. */
  add(words: Uint32Array, prefixBits: number, value: number): void;
  build(): NetworkList;
}

const WORDS = 4;
const FIRST_CAPACITY = 1024;

/** What stands side by side: where networks begin, how wide they are, their values. */
interface Columns {
  readonly starts: Uint32Array;
  readonly widths: Uint8Array;
  readonly values: Int32Array;
}

/** Creates a builder; a family has one word of 32 bits (IPv4) or four (IPv6). */
export function createNetworkListBuilder(width: 1 | 4): NetworkListBuilder {
  let columns = createColumns(FIRST_CAPACITY, width);
  let size = 0;
  let isInOrder = true;

  return {
    add: (words, prefixBits, value) => {
      if (size === columns.widths.length) columns = copyColumns(columns, size * 2, width, size);
      for (let word = 0; word < width; word++) {
        const mask = toMask(prefixBits - word * 32);
        columns.starts[size * width + word] = (words[WORDS - width + word] ?? 0) & mask;
      }
      columns.widths[size] = prefixBits;
      columns.values[size] = value;
      isInOrder &&= size === 0 || compareNetworks(columns, width, size - 1, size) <= 0;
      size++;
    },
    build: () => {
      const own = isInOrder ? copyColumns(columns, size, width, size) : sortColumns(columns, size, width);
      return toNetworkList(own, width);
    },
  };
}

function toNetworkList(columns: Columns, width: number): NetworkList {
  const { starts, widths, values } = columns;
  const size = widths.length;
  const parents = toParents(columns, width);

  function isInside(index: number, words: Uint32Array): boolean {
    const bits = widths[index] ?? 0;
    for (let word = 0; word * 32 < bits; word++) {
      const difference = (words[WORDS - width + word] ?? 0) ^ (starts[index * width + word] ?? 0);
      if ((difference & toMask(bits - word * 32)) !== 0) return false;
    }
    return true;
  }

  function startsAfter(index: number, words: Uint32Array): boolean {
    for (let word = 0; word < width; word++) {
      const start = starts[index * width + word] ?? 0;
      const given = words[WORDS - width + word] ?? 0;
      if (start !== given) return start > given;
    }
    return false;
  }

  return {
    find: (words) => {
      let low = 0;
      let high = size;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (startsAfter(middle, words)) high = middle;
        else low = middle + 1;
      }
      // The last one that starts before the address; where it ends before it too, one around it may not.
      let index = low - 1;
      while (index >= 0 && !isInside(index, words)) index = parents[index] ?? -1;
      return index < 0 ? -1 : (values[index] ?? -1);
    },
    size,
    bytes: starts.byteLength + widths.byteLength + values.byteLength + parents.byteLength,
  };
}

/** For each network the narrowest one around it, -1 where there is none. Two networks never overlap in part. */
function toParents(columns: Columns, width: number): Int32Array {
  const size = columns.widths.length;
  const parents = new Int32Array(size);
  const around: number[] = [];
  for (let index = 0; index < size; index++) {
    for (let top = around.at(-1); top !== undefined && !holds(columns, width, top, index); top = around.at(-1)) {
      around.pop();
    }
    parents[index] = around.at(-1) ?? -1;
    around.push(index);
  }
  return parents;
}

function holds({ starts, widths }: Columns, width: number, outer: number, inner: number): boolean {
  const bits = widths[outer] ?? 0;
  if ((widths[inner] ?? 0) < bits) return false;
  for (let word = 0; word * 32 < bits; word++) {
    const difference = (starts[outer * width + word] ?? 0) ^ (starts[inner * width + word] ?? 0);
    if ((difference & toMask(bits - word * 32)) !== 0) return false;
  }
  return true;
}

// By start, the wider first.
function compareNetworks({ starts, widths }: Columns, width: number, one: number, other: number): number {
  for (let word = 0; word < width; word++) {
    const difference = (starts[one * width + word] ?? 0) - (starts[other * width + word] ?? 0);
    if (difference !== 0) return difference;
  }
  return (widths[one] ?? 0) - (widths[other] ?? 0);
}

function sortColumns(columns: Columns, size: number, width: number): Columns {
  const order = Array.from({ length: size }, (_, index) => index);
  order.sort((one, other) => compareNetworks(columns, width, one, other) || one - other);
  const sorted = createColumns(size, width);
  for (const [to, from] of order.entries()) {
    sorted.starts.set(columns.starts.subarray(from * width, (from + 1) * width), to * width);
    sorted.widths[to] = columns.widths[from] ?? 0;
    sorted.values[to] = columns.values[from] ?? -1;
  }
  return sorted;
}

function createColumns(capacity: number, width: number): Columns {
  return {
    starts: new Uint32Array(capacity * width),
    widths: new Uint8Array(capacity),
    values: new Int32Array(capacity),
  };
}

function copyColumns(columns: Columns, capacity: number, width: number, size: number): Columns {
  const copy = createColumns(capacity, width);
  copy.starts.set(columns.starts.subarray(0, size * width));
  copy.widths.set(columns.widths.subarray(0, size));
  copy.values.set(columns.values.subarray(0, size));
  return copy;
}

/** The first `bits` bits of a word. A shift by 32 would shift by none. */
function toMask(bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? -1 : -1 << (32 - bits);
}
