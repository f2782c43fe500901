import { setTimeout as wait } from "node:timers/promises";
import type { ListServer } from "./list-server.ts";

/** The environment of a server whose operator is registered: nobody is, under this id. */
export function toTcfEnvironment({ listUrl }: Pick<ListServer, "listUrl">): Record<string, string> {
  return {
    COOKIEHUB_TCF_CMP_ID: "4095",
    COOKIEHUB_TCF_CMP_VERSION: "1",
    COOKIEHUB_TCF_ATTESTATION: "https://operator.example/attestation",
    COOKIEHUB_TCF_LIST_URL: listUrl,
  };
}

const TRIES = 200;
const EVERY_MS = 50;

/** Resolves when the server has the vendor list, which it fetches by itself after it has started. */
export async function whenListIsThere(serverUrl: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = (await (await fetch(`${serverUrl}/ready`)).json()) as { checks: Record<string, string> };
    if (answer.checks.tcf_list === "ok") return;
    await wait(EVERY_MS);
  }
  throw new Error("The server has got no vendor list.");
}
