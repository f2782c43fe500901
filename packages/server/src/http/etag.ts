/**
 * Whether `If-None-Match` names an answer, so that 304 will do: any of its list, weak or strong, or `*`
 * (RFC 9110, 13.1.2: weak comparison). Our own tags hold neither commas nor quotes, so the list may be cut at commas.
 */
export function isNoneMatch(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header === etag) return true;
  return header.split(",").some((part) => {
    const candidate = part.trim();
    return candidate === "*" || candidate === etag || candidate === `W/${etag}`;
  });
}
