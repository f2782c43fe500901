import { fromSlimList, type TcfSlimList } from "@cookiehub/schemas/signals";
import type { TcfFirstLayerAnswer, TcfTextsAnswer } from "@cookiehub/schemas/types";
import type { AddOnHost } from "../add-on.ts";
import { withTimeLimit } from "../time-limit.ts";

/** The files of a tenant's vendor list, all from our own server (T70). Each rejects where it cannot be had. */
export interface TcfFiles {
  /** The list that is valid now. */
  list(): Promise<TcfSlimList>;
  /** The list of another path, which was given out once. */
  listAt(path: string): Promise<TcfSlimList>;
  texts(): Promise<TcfTextsAnswer>;
  firstLayer(): Promise<TcfFirstLayerAnswer>;
  /** One of the files that are loaded as they are needed, `vendors-1.json`. */
  file<Answer>(name: string): Promise<Answer>;
  /** What a vendor says that it stores (T78). */
  disclosures<Answer>(vendorId: number): Promise<Answer>;
}

/** Reaches the files below `/tcf/178-...`; each that was loaded is kept, one that failed is asked for again. */
export function createTcfFiles(
  { platform }: Pick<AddOnHost, "platform">,
  listPath: string,
  language: string,
): TcfFiles {
  const known = new Map<string, Promise<unknown>>();
  const load = <Answer>(path: string): Promise<Answer> => {
    const asked = known.get(path) ?? withTimeLimit(platform, (signal) => read(`${platform.endpoint}${path}`, signal));
    known.set(path, asked);
    asked.catch(() => known.delete(path));
    return asked as Promise<Answer>;
  };
  const listAt = async (path: string) => {
    const list = fromSlimList(await load(`${path}/list.json`));
    if (!list) throw new Error("The vendor list cannot be read");
    return list;
  };
  return {
    listAt,
    list: () => listAt(listPath),
    texts: () => load(`${listPath}/texts-${language}.json`),
    firstLayer: () => load(`${listPath}/first-${language}.json`),
    file: (name) => load(`${listPath}/${name}`),
    disclosures: (vendorId) => load(`/tcf/disclosures/${vendorId}.json`),
  };
}

async function read(url: string, signal: AbortSignal): Promise<unknown> {
  const answer = await fetch(url, { credentials: "omit", signal });
  if (!answer.ok) throw new Error(`A file of the vendor list cannot be had: status ${answer.status}`);
  return answer.json();
}
