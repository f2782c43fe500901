import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createRawServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createTestFolder } from "../storage/contract/test-folder.ts";
import { type DisclosureDownloadParts, downloadDisclosure } from "./disclosure-download.ts";
import type { DisclosureError } from "./disclosure-url.ts";
import { type Connector, createConnector, createPatientResolver } from "./https-get.ts";

const BODY = JSON.stringify({ disclosures: [] });
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

/** Starts a server whose certificate is for v1.vendors.example, and vouched for by nobody but itself. */
async function startTlsServer() {
  const folder = createTestFolder();
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=v1.vendors.example", "-addext", "subjectAltName=DNS:v1.vendors.example"];
  spawnSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, ...subject]);
  const handler = vi.fn((_request: IncomingMessage, response: ServerResponse) => void response.end(BODY));
  const ca = readFileSync(cert);
  const tls = createTlsServer({ key: readFileSync(key), cert: ca }, handler);
  await new Promise<void>((resolve) => tls.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void tls.close());
  return { handler, ca, port: (tls.address() as AddressInfo).port };
}

describe.skipIf(!hasOpenssl)("asking by TLS", () => {
  test("T80 the connection goes to the checked address, and the certificate has to be the host's", async () => {
    const { ca, port: tlsPort, handler } = await startTlsServer();
    const parts = {
      resolve: async () => ["127.0.0.1"],
      connect: createConnector({ isTls: true, port: tlsPort, ca }),
      isAllowed: (address: string) => address === "127.0.0.1",
    };
    expect(Buffer.from((await downloadDisclosure("https://v1.vendors.example/ok", parts)).body).toString()).toBe(BODY);
    expect(await readCause("https://v2.vendors.example/ok", parts)).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
    expect(handler).toHaveBeenCalledTimes(1);
  });

  test("T80 a certificate that nobody vouches for is not believed", async () => {
    const { port: tlsPort, handler } = await startTlsServer();
    const connector = createConnector({ isTls: true, port: tlsPort });
    const connect: Connector = (request) => connector({ ...request, address: "127.0.0.1" });
    expect(await readCause("https://v1.vendors.example/ok", { resolve: async () => ["93.184.215.14"], connect })).toBe(
      "DEPTH_ZERO_SELF_SIGNED_CERT",
    );
    expect(handler).not.toHaveBeenCalled();
  });
});

describe("a vendor that does not answer as HTTP has it", () => {
  /** Starts a server that writes the same to whoever asks, and leaves the connection open. */
  async function startRawServer(answer: string) {
    const sockets: Socket[] = [];
    const server = createRawServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => {}).once("data", () => socket.write(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const connect = createConnector({ isTls: false, port: (server.address() as AddressInfo).port });
    return { resolve: async () => ["127.0.0.1"], connect, isAllowed: () => true };
  }
  const UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\n";

  test("T80 who changes to another protocol is not waited for", async () => {
    const parts = await startRawServer(`HTTP/1.1 101 Switching Protocols\r\n${UPGRADE}\r\n`);
    await expect(downloadDisclosure("https://v1.vendors.example/", parts)).rejects.toMatchObject({
      code: "bad_status",
    });
  });

  test("T80 who only offers another protocol is read", async () => {
    const parts = await startRawServer(`HTTP/1.1 200 OK\r\n${UPGRADE}Content-Length: 2\r\n\r\n{}`);
    const { body } = await downloadDisclosure("https://v1.vendors.example/", parts);
    expect(Buffer.from(body).toString()).toBe("{}");
  });
});

describe("looking names up", () => {
  test("T80 a few at a time, the others in turn, and nobody who does not wait any more", async () => {
    const ends: (() => void)[] = [];
    const asked: string[] = [];
    const resolve = createPatientResolver((hostname) => {
      asked.push(hostname);
      return new Promise((done, fail) =>
        ends.push(() => (hostname === "b" ? fail(new Error("no")) : done([hostname]))),
      );
    }, 2);
    const late = new AbortController();
    const all = Promise.allSettled(
      ["a", "b", "c", "d", "e"].map((name) => resolve(name, name === "d" ? late.signal : undefined)),
    );
    expect(asked).toEqual(["a", "b"]);
    late.abort(new Error("late"));
    for (let ended = 0; ended < 4; ended++) {
      await vi.waitFor(() => expect(ends.length).toBeGreaterThan(ended));
      expect(asked.length).toBeLessThanOrEqual(ended + 2);
      ends[ended]?.();
    }
    expect((await all).map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect(asked).toEqual(["a", "b", "c", "e"]);
    const again = resolve("f");
    expect(asked.at(-1)).toBe("f");
    ends.at(-1)?.();
    expect(await again).toEqual(["f"]);
  });
});

async function readCause(url: string, parts: DisclosureDownloadParts): Promise<unknown> {
  const error = await downloadDisclosure(url, parts).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "unreachable" });
  return ((error as DisclosureError).cause as NodeJS.ErrnoException).code;
}
