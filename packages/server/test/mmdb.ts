/** A value of an MMDB record. */
export type MmdbValue = string | number | readonly MmdbValue[] | { readonly [key: string]: MmdbValue };

/** Writes an MMDB file (MaxMind DB format 2.0, record size 24) with one record per IPv4 network `a.b.c.d/bits`. */
export function toMmdb(networks: Readonly<Record<string, MmdbValue>>): Buffer {
  const records = [...Object.values(networks)].map(toData);
  const offsets = records.map((_, index) => records.slice(0, index).reduce((sum, data) => sum + data.length, 0));
  type Node = [Node | number, Node | number];
  const empty = -1;
  const root: Node = [empty, empty];
  for (const [index, network] of Object.keys(networks).entries()) {
    const bits = toBits(network);
    let node = root;
    for (const bit of bits.slice(0, -1)) {
      const next = node[bit];
      if (typeof next === "object") node = next;
      else {
        const made: Node = [empty, empty];
        node[bit] = made;
        node = made;
      }
    }
    node[bits.at(-1) ?? 0] = index;
  }
  const nodes: Node[] = [];
  const walk = (node: Node): void => {
    nodes.push(node);
    for (const child of node) if (typeof child === "object") walk(child);
  };
  walk(root);
  const count = nodes.length;
  const toPointer = (child: Node | number): number => {
    if (typeof child === "object") return nodes.indexOf(child);
    return child === empty ? count : count + 16 + (offsets[child] ?? 0);
  };
  const tree = nodes.flatMap((node) => node.map((child) => toUint(toPointer(child), 3)));
  const metadata = toData({
    node_count: count,
    record_size: 24,
    ip_version: 6,
    database_type: "Test",
    languages: [],
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_790_000_000,
    description: {},
  });
  return Buffer.concat([
    ...tree,
    Buffer.alloc(16),
    ...records,
    Buffer.from("\xab\xcd\xefMaxMind.com", "latin1"),
    metadata,
  ]);
}

// IPv4 networks lie at ::/96 of the tree.
function toBits(network: string): (0 | 1)[] {
  const [address = "", width] = network.split("/");
  const text = address.split(".").map((part) => Number(part).toString(2).padStart(8, "0"));
  return [..."0".repeat(96), ...text.join("").slice(0, Number(width))].map((bit) => (bit === "1" ? 1 : 0));
}

function toUint(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}

function toData(value: MmdbValue): Buffer {
  if (typeof value === "string") return Buffer.concat([toControl(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === "number") return Buffer.concat([toControl(6, 4), toUint(value, 4)]);
  if (Array.isArray(value)) return Buffer.concat([toControl(11, value.length), ...value.map(toData)]);
  const members = Object.entries(value);
  return Buffer.concat([toControl(7, members.length), ...members.flatMap(([key, one]) => [toData(key), toData(one)])]);
}

/** Control byte of a value; types above 7 stand in a byte of their own. Sizes below 29 only: enough for tests. */
function toControl(type: number, size: number): Buffer {
  if (size >= 29) throw new Error("too large for a test record");
  return type > 7 ? Buffer.from([size, type - 7]) : Buffer.from([(type << 5) | size]);
}
