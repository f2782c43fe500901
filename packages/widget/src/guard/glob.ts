/**
 * Reads a text with `*` for any characters, none too. Linear in the text: a pattern from a configuration must not be
 * able to hold a page up, as a regular expression could.
 */
export function toGlob(pattern: string): (text: string) => boolean {
  const [head = "", ...parts] = pattern.split("*");
  const tail = parts.pop();
  if (tail === undefined) return (text) => text === head;
  return (text) => {
    if (!text.startsWith(head)) return false;
    let from = head.length;
    for (const part of parts) {
      const at = text.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return text.length - tail.length >= from && text.endsWith(tail);
  };
}
