/**
 * Undoes one percent-encoding, as UTF-8. What is no encoding stays as it is: a log's line is not worth less because a
 * visitor sent a percent sign.
 */
export function decodePercent(text: string): string {
  const first = text.indexOf("%");
  if (first < 0) return text;
  let decoded = text.slice(0, first);
  let from = first;
  for (let at = first; at >= 0; at = text.indexOf("%", from)) {
    decoded += text.slice(from, at);
    const code = readByte(text, at);
    // Bytes of more than ASCII make characters together: the slow way, for the rest of the text.
    if (code > 127) return decoded + decodeBytes(text.slice(at));
    decoded += code < 0 ? "%" : String.fromCharCode(code);
    from = code < 0 ? at + 1 : at + 3;
  }
  return decoded + text.slice(from);
}

function decodeBytes(text: string): string {
  const bytes = Buffer.from(text, "utf8");
  let length = 0;
  for (let index = 0; index < bytes.length; index++) {
    const code = bytes[index] === 37 ? toByte(bytes[index + 1] ?? 0, bytes[index + 2] ?? 0) : -1;
    bytes[length++] = code < 0 ? (bytes[index] ?? 0) : code;
    if (code >= 0) index += 2;
  }
  return bytes.toString("utf8", 0, length);
}

/** The byte of `%XX` at a place; -1 where that is not one. */
function readByte(text: string, at: number): number {
  return at + 2 < text.length ? toByte(text.charCodeAt(at + 1), text.charCodeAt(at + 2)) : -1;
}

function toByte(high: number, low: number): number {
  const [first, second] = [toDigit(high), toDigit(low)];
  return first < 0 || second < 0 ? -1 : first * 16 + second;
}

function toDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const upper = code & ~32;
  return upper >= 65 && upper <= 70 ? upper - 55 : -1;
}
