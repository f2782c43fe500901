import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createBunnyPurger } from "./bunny.ts";
import { createCloudflarePurger } from "./cloudflare.ts";
import { createCloudFrontPurger } from "./cloudfront.ts";
import { CdnPurgeError, type CdnPurger, toTenantPurge } from "./purge.ts";

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const NOW_MS = Date.UTC(2026, 10, 20, 12, 30, 15);
const SECRET = "secret/of+the=provider";
const PURGE = toTenantPurge({ tenantId: "shop", code: "shop0001" });

let seen: Seen[];
let answer: { status: number; body: string; headers?: Record<string, string> };
let endpoint: string;
let close: () => Promise<void>;

// A provider's API: it keeps what it is asked, and answers what the test says.
beforeEach(async () => {
  seen = [];
  answer = { status: 200, body: '{"success":true}' };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
});
afterEach(() => close());

const PROVIDERS: Record<string, () => CdnPurger> = {
  cloudfront: () =>
    createCloudFrontPurger(
      {
        distributionId: "E1EXAMPLE",
        accessKeyId: "AKIDEXAMPLE",
        secretAccessKey: SECRET,
        sessionToken: undefined,
        endpoint,
      },
      () => NOW_MS,
    ),
  "bunny by tag": () => createBunnyPurger({ accessKey: SECRET, target: { pullZoneId: "4711" }, endpoint }),
  "bunny by address": () =>
    createBunnyPurger({ accessKey: SECRET, target: { publicUrl: "https://cdn.example" }, endpoint }),
  "cloudflare by tag": () =>
    createCloudflarePurger({ zoneId: "z1", token: SECRET, publicUrl: undefined, endpoint: `${endpoint}/client/v4` }),
  "cloudflare by address": () =>
    createCloudflarePurger({
      zoneId: "z1",
      token: SECRET,
      publicUrl: "https://cdn.example",
      endpoint: `${endpoint}/client/v4`,
    }),
};

describe.each(Object.entries(PROVIDERS))("%s", (_name, create) => {
  test("resolves once the provider has taken the request", async () => {
    await create().purge(PURGE);
    expect(seen.length).toBeGreaterThan(0);
  });

  test.each([400, 401, 403, 429, 500, 503])(
    "rejects typed when the provider answers %i, and tells no secret",
    async (status) => {
      answer = { status, body: `{"error":"${SECRET}"}` };
      const failure = await create()
        .purge(PURGE)
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(CdnPurgeError);
      expect(String((failure as Error).stack)).not.toContain(SECRET);
      expect((failure as Error).message).toContain(String(status));
    },
  );

  test("follows no redirect: the request holds a secret", async () => {
    answer = { status: 302, body: "", headers: { Location: `${endpoint}/elsewhere` } };
    await expect(create().purge(PURGE)).rejects.toBeInstanceOf(CdnPurgeError);
    expect(seen.map(({ url }) => url)).not.toContain("/elsewhere");
  });

  test("rejects typed when nobody answers", async () => {
    const purger = create();
    await close();
    await expect(purger.purge(PURGE)).rejects.toBeInstanceOf(CdnPurgeError);
  });
});

describe("CloudFront", () => {
  test("gets CreateInvalidation: one path per file, each with whatever query follows it", async () => {
    await PROVIDERS.cloudfront?.().purge(PURGE);
    const [request] = seen;
    expect([request?.method, request?.url]).toEqual(["POST", "/2020-05-31/distribution/E1EXAMPLE/invalidation"]);
    expect(request?.body).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?><InvalidationBatch xmlns="http:\/\/cloudfront.amazonaws.com\/doc\/2020-05-31\/"><Paths><Quantity>4<\/Quantity><Items><Path>\/c\/shop0001.js\*<\/Path><Path>\/c\/shop0001.json\*<\/Path><Path>\/c\/shop.js\*<\/Path><Path>\/c\/shop.json\*<\/Path><\/Items><\/Paths><CallerReference>[\w-]+<\/CallerReference><\/InvalidationBatch>$/,
    );
  });

  test("names each call apart, so that none is taken for a repeated one", async () => {
    const purger = PROVIDERS.cloudfront?.();
    await purger?.purge(PURGE);
    await purger?.purge(PURGE);
    const references = seen.map(({ body }) => /<CallerReference>(.*)<\/CallerReference>/.exec(body)?.[1]);
    expect(new Set(references).size).toBe(2);
  });

  test("forgets all tenants' files at once rather than ask for more stars than it takes", async () => {
    const many = Array.from({ length: 16 }, (_, index) => `/c/t${index}.js`);
    await PROVIDERS.cloudfront?.().purge({ tags: [], paths: many });
    expect(seen[0]?.body).toContain("<Quantity>1</Quantity><Items><Path>/c/*</Path></Items>");
  });

  test("gets a request whose SigV4 signature holds when it is computed from the specification", async () => {
    await PROVIDERS.cloudfront?.().purge(PURGE);
    const request = seen[0];
    if (!request) throw new Error("no request");
    expect(request.headers["x-amz-date"]).toBe("20261120T123015Z");
    expect(request.headers.authorization).toBe(toAuthorization(request));
  });
});

describe("bunny", () => {
  test("gets one purge of the pull zone per tag", async () => {
    await PROVIDERS["bunny by tag"]?.().purge({ tags: ["tenant-a", "tenant-b"], paths: [] });
    expect(seen.map(({ method, url, body }) => [method, url, JSON.parse(body)])).toEqual([
      ["POST", "/pullzone/4711/purgeCache", { CacheTag: "tenant-a" }],
      ["POST", "/pullzone/4711/purgeCache", { CacheTag: "tenant-b" }],
    ]);
    expect(seen[0]?.headers).toMatchObject({ accesskey: SECRET, "content-type": "application/json" });
  });

  test("gets one address at a time where no pull zone is named, with whatever query follows it", async () => {
    await PROVIDERS["bunny by address"]?.().purge({ tags: ["tenant-a"], paths: ["/c/a.js"] });
    expect(seen.map(({ method, url }) => [method, url])).toEqual([
      ["POST", "/purge?url=https%3A%2F%2Fcdn.example%2Fc%2Fa.js*&async=true"],
    ]);
    expect(seen[0]?.headers.accesskey).toBe(SECRET);
  });
});

describe("Cloudflare", () => {
  test("gets tags, at most thirty a call", async () => {
    const tags = Array.from({ length: 31 }, (_, index) => `tenant-${index}`);
    await PROVIDERS["cloudflare by tag"]?.().purge({ tags, paths: ["/c/a.js"] });
    expect(seen.map(({ method, url, body }) => [method, url, JSON.parse(body)])).toEqual([
      ["POST", "/client/v4/zones/z1/purge_cache", { tags: tags.slice(0, 30) }],
      ["POST", "/client/v4/zones/z1/purge_cache", { tags: tags.slice(30) }],
    ]);
    expect(seen[0]?.headers).toMatchObject({ authorization: `Bearer ${SECRET}`, "content-type": "application/json" });
  });

  test("gets addresses where the public one is given", async () => {
    await PROVIDERS["cloudflare by address"]?.().purge({ tags: ["tenant-a"], paths: ["/c/a.js"] });
    expect(JSON.parse(seen[0]?.body ?? "")).toEqual({ files: ["https://cdn.example/c/a.js"] });
  });

  test.each(["", "{}", '{"success":false}', "<html>"])("is not believed when it answers 200 and %j", async (body) => {
    answer = { status: 200, body };
    await expect(PROVIDERS["cloudflare by tag"]?.().purge(PURGE)).rejects.toBeInstanceOf(CdnPurgeError);
  });
});

/** Signature Version 4 as AWS describes it, written here on its own. */
function toAuthorization({ method, url, headers, body }: Seen): string {
  const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
  const [, names = ""] = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? "") ?? [];
  const signed = names.split(";");
  expect(signed).toEqual(expect.arrayContaining(["host", "x-amz-date"]));
  const lines = signed.map((name) => `${name}:${String(headers[name]).trim()}\n`).join("");
  const canonical = [method, url, "", lines, names, sha256(body)].join("\n");
  const scope = "20261120/us-east-1/cloudfront/aws4_request";
  const text = ["AWS4-HMAC-SHA256", "20261120T123015Z", scope, sha256(canonical)].join("\n");
  const key = ["20261120", "us-east-1", "cloudfront", "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${SECRET}`);
  const signature = hmac(key, text).toString("hex");
  return `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=${names}, Signature=${signature}`;
}
