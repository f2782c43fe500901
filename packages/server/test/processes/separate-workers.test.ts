import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { toDueDays } from "../../src/vault/ingest/bunny-api-logs.ts";
import { createTestAws } from "../aws/test-aws.ts";
import { startClickHouse } from "../clickhouse/engine.ts";
import { type ServerProcess, startServerProcess } from "../server-process.ts";
import { createTestDatabase } from "../servers/test-servers.ts";
import { DECISION, startTestServer, TEST_API_KEY, toHeaders } from "../test-server.ts";

const ROLES = ["api", "intake", "loading", "upkeep"] as const;
type Role = (typeof ROLES)[number];
type Environment = Readonly<Record<string, string>>;

/** What an example says; what stands outside this machine in it is replaced by the tests' servers. */
function readExample(role: Role | "common"): Environment {
  const url = new URL(`../../../../examples/separate-workers/${role}.env`, import.meta.url);
  const lines = readFileSync(url, "utf8").split("\n");
  return Object.fromEntries(
    lines.filter((line) => /^[A-Z]/.test(line)).map((line) => [line.replace(/=.*/, ""), line.replace(/^\w+=/, "")]),
  );
}

async function openFolder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "cookiehub-workers-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Answers every day that is asked for with four requests for the script: three from a network of hosting. */
async function startBunny(): Promise<string> {
  const server = createServer((request, response) => {
    const day = new URL(request.url ?? "/", "http://bunny.invalid").searchParams.get("from")?.slice(0, 10);
    const data = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "198.51.100.1"].map((remoteIp, index) => ({
      ...{ timestamp: `${day}T10:00:00Z`, requestId: `${day}-${index}`, statusCode: 200, scheme: "https", remoteIp },
      ...{ url: "https://cdn.example/c/demo0001.js", referer: "https://shop.example/", edgeLocation: "DE" },
    }));
    response.end(JSON.stringify({ data, pagination: { hasMore: false } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function createEnvironment(directory: string): Promise<Environment> {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const clickHouse = await startClickHouse();
  onTestFinished(clickHouse.stop);
  const { bucket, queue } = await createTestAws();
  const networks = join(directory, "networks.csv");
  const head = "network,autonomous_system_number,autonomous_system_organization";
  await writeFile(networks, `${head}\n192.0.2.0/24,64500,Example Hosting\n198.51.100.0/24,64501,Example Telecom\n`);
  return {
    COOKIEHUB_DATABASE_URL: database.url,
    ...{ S3_ENDPOINT: bucket.endpoint, S3_BUCKET: bucket.bucket, S3_REGION: bucket.region },
    ...{ SQS_QUEUE_URL: queue.queueUrl, AWS_REGION: queue.region },
    ...{ CLICKHOUSE_URL: clickHouse.url, CLICKHOUSE_USER: "default", CLICKHOUSE_PASSWORD: "" },
    CLICKHOUSE_DATABASE: `workers_${process.pid}`,
    // Redis is a choice: without it answers are right, and take longer.
    COOKIEHUB_REDIS_URL: "",
    COOKIEHUB_AUDIT_KEY_FILE: join(directory, "audit-key.pem"),
    ...{ BUNNY_LOG_URL: await startBunny(), CLOUDFRONT_LOG_BUCKET: "", CLOUDFRONT_LOG_REGION: "" },
    ...{ MAXMIND_LICENSE_KEY: "", ASN_LIST: networks },
    CONSENT_FLUSH_AGE_MS: "200",
    COOKIEHUB_INIT_TENANT_ID: "demo",
    COOKIEHUB_INIT_TENANT_CODE: "demo0001",
    COOKIEHUB_INIT_TENANT_DOMAIN: "shop.example",
    COOKIEHUB_INIT_API_KEY: TEST_API_KEY,
  };
}

async function startRoles(directory: string, environment: Environment): Promise<Record<Role, ServerProcess>> {
  const started = await Promise.all(
    ROLES.map(async (role) => {
      const example = { ...readExample("common"), ...readExample(role) };
      const own = { PORT: "0", COOKIEHUB_DATA_DIR: join(directory, role) };
      const env: Environment = { ...example, ...environment, ...own };
      // Nothing is configured for it here, and that would end the start.
      const task = env.TASK?.replace(",cloudfront-log-index", "") ?? "";
      const server = await startServerProcess({ ...env, TASK: task });
      onTestFinished(async () => void (await server.end("SIGTERM")));
      return [role, server] as const;
    }),
  );
  return Object.fromEntries(started) as Record<Role, ServerProcess>;
}

async function call(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

async function readTotals(server: ServerProcess, path: string): Promise<Record<string, number>> {
  const dayMs = 86_400_000;
  const [from, to] = [Date.now() - 5 * dayMs, Date.now() + dayMs].map((ms) => new Date(ms).toISOString().slice(0, 10));
  const answer = await call(`${server.url}${path}`, { code: "demo0001", from, to }, { "X-API-Key": TEST_API_KEY });
  return ((await answer.json()) as { totals: Record<string, number> }).totals;
}

const PATIENCE = { timeout: 90_000, interval: 250 };

describe("the example of separate processes", () => {
  test("brings decisions, reports and logs of a CDN into the figures, each process with its part", async () => {
    const directory = await openFolder();
    const roles = await startRoles(directory, await createEnvironment(directory));
    const { api } = roles;
    const decided = await call(`${api.url}/api/v1/consent`, DECISION, toHeaders("dev_workers01", "key_workers01"));
    expect(decided.status).toBe(201);
    const report = {
      event_type: "impression",
      event_id: "evt_workers1",
      user_token: "dev_workers01",
      code: "demo0001",
    };
    expect((await call(`${api.url}/v3/events`, [report, report])).status).toBe(202);

    await vi.waitFor(async () => {
      expect(await readTotals(api, "/consent/funnel")).toMatchObject({ impressions: 1, decisions: 1 });
    }, PATIENCE);
    const days = toDueDays(Date.now()).length;
    await vi.waitFor(async () => {
      expect(await readTotals(api, "/sessions/overview")).toMatchObject({
        ...{ all_sessions: 4 * days, excluded_network: 3 * days, sessions: days },
      });
    }, PATIENCE);

    for (const role of ROLES) {
      const ready = (await (await fetch(`${roles[role].url}/ready`)).json()) as { status: string };
      expect.soft(ready, role).toMatchObject({ status: "ready" });
    }
    // Who loads knows the networks; who does not need not hold them.
    const readNetworks = async (role: Role) =>
      /^cookiehub_asn_networks (\d+)$/m.exec(await (await fetch(`${roles[role].url}/metrics`)).text())?.[1];
    expect([await readNetworks("loading"), await readNetworks("upkeep")]).toEqual(["2", "0"]);
    for (const role of ROLES) expect.soft(await roles[role].end("SIGTERM"), role).toBe(0);
  }, 240_000);

  test("leaves no task to nobody, and names none that there is not", async () => {
    const directory = await openFolder();
    const env = {
      ...{
        BUNNY_API_KEY: "a-key",
        BUNNY_PULL_ZONES: "1",
        CLOUDFRONT_LOG_BUCKET: "logs",
        CLOUDFRONT_LOG_REGION: "eu-west-1",
      },
      ...{ ASN_LIST: join(directory, "networks.csv"), TASK: "no-such-task" },
    };
    const refused = startTestServer({ directory, env });
    const message = await refused.then(
      () => "",
      (error: unknown) => String(error),
    );
    const known = /there are ([\w, -]+)\./.exec(message)?.[1]?.split(", ") ?? [];
    const picked = ROLES.flatMap((role) => (readExample(role).TASK ?? "").split(",")).filter((name) => name !== "none");
    // These keep what their own process uses, and come with it.
    const accompanying = ["refresh-asn", "address-database-reload", "cdn-purge"].filter((name) => known.includes(name));
    expect(known.toSorted()).toEqual([...picked, ...accompanying].toSorted());
  });
});
