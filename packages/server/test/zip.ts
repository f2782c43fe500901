import { crc32, deflateRawSync } from "node:zlib";

/** Writes a ZIP archive of small files, deflated. */
export function toZip(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const packed = deflateRawSync(text);
    // Method, time, date, CRC, both sizes, length of the name, no extra field: the same in both headers.
    const common = Buffer.alloc(22);
    common.writeUInt16LE(8, 0);
    common.writeUInt32LE(crc32(text), 6);
    common.writeUInt32LE(packed.length, 10);
    common.writeUInt32LE(Buffer.byteLength(text), 14);
    common.writeUInt16LE(Buffer.byteLength(name), 18);
    const local = Buffer.concat([
      Buffer.from("PK\u0003\u0004\u0014\0\0\0", "latin1"),
      common,
      Buffer.from(name),
      packed,
    ]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.from("PK\u0001\u0002\u0014\0\u0014\0\0\0", "latin1"), common, rest, Buffer.from(name));
    locals.push(local);
    at += local.length;
  }
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(locals.length, 8);
  end.writeUInt16LE(locals.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, ...directory, end]);
}
