import { isIP } from "node:net";
import { isPublicAddress } from "../regulation/public-address.ts";
import { DisclosureError, readDisclosureUrl, toHostname } from "./disclosure-url.ts";
import type { Connector, HttpsAnswer, Resolver } from "./https-get.ts";

export interface DisclosureDownloadParts {
  readonly resolve: Resolver;
  readonly connect: Connector;
  /** @default whoever can be anywhere on the internet */
  readonly isAllowed?: ((address: string) => boolean) | undefined;
}

const REDIRECTS_MAX = 3;
const TIMEOUT_MS = 5_000;
const BYTES_MAX = 1_048_576;

/**
 * Downloads what a vendor's address holds (T80). The address is a stranger's: at every hop the name is resolved first, all
 * of its addresses have to be public, and the connection goes to one that was checked. Throws `DisclosureError`.
 */
export async function downloadDisclosure(start: string, parts: DisclosureDownloadParts): Promise<HttpsAnswer> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  let url = readDisclosureUrl(start);
  for (let hops = 0; ; hops++) {
    const answer = await hop(url, parts, signal);
    if (answer.status === 200) return answer;
    if (![301, 302, 303, 307, 308].includes(answer.status)) {
      throw new DisclosureError("bad_status", `the answer was ${answer.status}`);
    }
    if (hops >= REDIRECTS_MAX) throw new DisclosureError("too_many_redirects", `more than ${REDIRECTS_MAX} redirects`);
    const location = answer.headers.get("location");
    if (!location) throw new DisclosureError("bad_address", "the redirect leads nowhere");
    url = readDisclosureUrl(location, url);
  }
}

async function hop(url: URL, parts: DisclosureDownloadParts, signal: AbortSignal): Promise<HttpsAnswer> {
  try {
    const address = await findAddress(url, parts, signal);
    return await withSignal(parts.connect({ url, address, bytesMax: BYTES_MAX, signal }), signal);
  } catch (error) {
    if (error instanceof DisclosureError) throw error;
    throw new DisclosureError("unreachable", "there was no answer in time", { cause: error });
  }
}

async function findAddress(
  url: URL,
  { resolve, isAllowed = isPublicAddress }: DisclosureDownloadParts,
  signal: AbortSignal,
): Promise<string> {
  const hostname = toHostname(url);
  const addresses = isIP(hostname) ? [hostname] : await withSignal(resolve(hostname, signal), signal);
  const [first] = addresses;
  if (first === undefined) throw new DisclosureError("unreachable", "the name has no address");
  // One that is not public says that the name is not what it seems, whichever of them would be taken.
  if (!addresses.every(isAllowed)) throw new DisclosureError("private_address", "the address is not a public one");
  return first;
}

// A resolver cannot be stopped, and a connection may not hear that it is: neither need be waited for.
function withSignal<Answer>(work: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
