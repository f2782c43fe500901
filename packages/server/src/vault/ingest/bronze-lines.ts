import { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { createGunzip } from "node:zlib";

/** A line that is longer is cut: room for the longest message of a queue, wrapped, with every quote of it escaped. */
const LINE_CHARACTERS_MAX = 4_194_304;
const CUT_CHARACTERS = 4096;
const CHUNK_BYTES = 65_536;
const BYTE_ORDER_MARK = "\ufeff";

export interface BronzeLine {
  /** From 1, empty lines counted. */
  readonly number: number;
  readonly text: string;
  /** It was too long: `text` is its beginning. */
  readonly isCut: boolean;
}

/**
 * Reads the lines of an object, gzipped or not, some at a time: never more in memory than a chunk and the longest line.
 * Empty lines are left out. Throws where the compressed body is damaged, after the lines before the damage.
 */
export async function* readLines(body: Uint8Array): AsyncGenerator<readonly BronzeLine[]> {
  const decoder = new StringDecoder("utf8");
  const splitter = createSplitter();
  for await (const chunk of toChunks(body)) yield splitter.push(decoder.write(chunk));
  yield splitter.push(`${decoder.end()}\n`);
}

function toChunks(body: Uint8Array): AsyncIterable<Buffer> {
  const source = Readable.from(toSlices(body), { objectMode: true });
  const isGzip = body[0] === 0x1f && body[1] === 0x8b;
  return isGzip ? source.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : source;
}

function* toSlices(body: Uint8Array): Generator<Buffer> {
  for (let from = 0; from < body.byteLength; from += CHUNK_BYTES) {
    const length = Math.min(CHUNK_BYTES, body.byteLength - from);
    yield Buffer.from(body.buffer, body.byteOffset + from, length);
  }
}

function createSplitter(): { push(text: string): BronzeLine[] } {
  let number = 0;
  let rest = "";
  let isCut = false;

  function keep(piece: string): void {
    if (isCut) return;
    isCut = rest.length + piece.length > LINE_CHARACTERS_MAX;
    rest = isCut ? (rest + piece).slice(0, CUT_CHARACTERS) : rest + piece;
  }

  function end(): BronzeLine {
    number += 1;
    const from = number === 1 && rest.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
    const line = { number, text: rest.slice(from, rest.endsWith("\r") ? -1 : undefined), isCut };
    rest = "";
    isCut = false;
    return line;
  }

  return {
    push(text) {
      const lines: BronzeLine[] = [];
      let from = 0;
      for (let to = text.indexOf("\n"); to >= 0; to = text.indexOf("\n", from)) {
        keep(text.slice(from, to));
        from = to + 1;
        const line = end();
        if (line.text !== "") lines.push(line);
      }
      keep(text.slice(from));
      return lines;
    },
  };
}
