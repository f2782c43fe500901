import { brotliCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createPeerFiles } from "./bundle.ts";
import { PEERS } from "./peers.ts";
import { BUSY_TAG, createTags, TAGS } from "./tag.ts";

describe.each(PEERS)("the page of $id", (peer) => {
  test("loads nothing that is not served, and holds every tag back", async () => {
    const { files } = await createPeerFiles(peer);
    const head = peer.renderHead("/peer", createTags("external"));
    const loaded = [...head.matchAll(/\s(?:src|href)="(?<address>[^"]*)"/g)].map(({ groups }) => groups?.address ?? "");
    expect(loaded.length).toBeGreaterThan(0);
    for (const address of loaded) expect([...files.keys()].map((path) => `/peer/${path}`)).toContain(address);
    expect(head.match(/\/tag\.js\?\d/g)).toHaveLength(TAGS);
    expect(head).not.toMatch(/<script[^>]*\ssrc="\/tag/);
    const inline = peer.renderHead("/peer", createTags("inline"));
    expect(inline.split("window.ranTags =")).toHaveLength(TAGS + 1);
    expect(inline).not.toContain(`<script>${BUSY_TAG}`);
  }, 60_000);
});

test("the name of a peer says which version was measured, and its files weigh what its package weighs", async () => {
  const klaro = PEERS.find(({ id }) => id === "klaro");
  if (!klaro) throw new Error("klaro is gone");
  const { name, files } = await createPeerFiles(klaro);
  expect(name).toBe("klaro 0.7.22");
  // Measured apart from this bench: 59,197 bytes of the package's own file; another brotli may differ a little.
  const bytes = brotliCompressSync(files.get("klaro.js") ?? "").length;
  expect(Math.abs(bytes - 59_197)).toBeLessThan(600);
}, 60_000);
