import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "./config.ts";

describe("configuration", () => {
  test("needs nothing: every variable has a default", () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      dataDirectory: "./data",
      port: 8787,
      logLevel: "info",
      init: { tenant: undefined, apiKey: undefined },
    });
  });

  test.each([
    [{ PORT: "http" }, "PORT must be a whole number"],
    [{ PORT: "70000" }, "PORT must be at most 65535"],
    [{ COOKIEHUB_LOG_LEVEL: "loud" }, "COOKIEHUB_LOG_LEVEL must be"],
    [{ COOKIEHUB_TRUSTED_PROXIES: "10.0.0.0/99" }, "COOKIEHUB_TRUSTED_PROXIES"],
    [{ COOKIEHUB_INIT_TENANT_ID: "a b" }, "COOKIEHUB_INIT_TENANT_ID must be"],
    [{ COOKIEHUB_INIT_TENANT_ID: "shop" }, "COOKIEHUB_INIT_TENANT_DOMAIN is needed"],
    [{ COOKIEHUB_INIT_TENANT_CODE: "abcd1234" }, "COOKIEHUB_INIT_TENANT_ID is needed"],
    [
      { COOKIEHUB_INIT_TENANT_ID: "shop", COOKIEHUB_INIT_TENANT_DOMAIN: "https://shop.example" },
      "COOKIEHUB_INIT_TENANT_DOMAIN must be",
    ],
    [{ COOKIEHUB_INIT_API_KEY: "short" }, "COOKIEHUB_INIT_API_KEY must have at least 24"],
    [{ CONSENT_SQS_NAME: "2026" }, "CONSENT_SQS_NAME must be"],
    [{ CONSENT_SQS_NAME: "EU/x" }, "CONSENT_SQS_NAME must be"],
    [{ COOKIEHUB_DATABASE_URL: "localhost:5432" }, "COOKIEHUB_DATABASE_URL must be postgres://"],
    [{ COOKIEHUB_DATABASE_URL: "mysql://db.example/cookiehub" }, "COOKIEHUB_DATABASE_URL must be postgres://"],
    [{ COOKIEHUB_DATABASE_URL: "postgres://db.example" }, "COOKIEHUB_DATABASE_URL must be postgres://"],
    [{ COOKIEHUB_DATABASE_URL: "postgres://a:100%@db.example/x" }, "COOKIEHUB_DATABASE_URL must be postgres://"],
    [{ COOKIEHUB_DATABASE_POOL_MAX: "0" }, "COOKIEHUB_DATABASE_POOL_MAX must be at least 1"],
    [{ COOKIEHUB_REDIS_URL: "localhost:6379" }, "COOKIEHUB_REDIS_URL must be redis://"],
    [{ COOKIEHUB_REDIS_URL: "http://redis.example" }, "COOKIEHUB_REDIS_URL must be redis://"],
    [{ COOKIEHUB_REDIS_URL: "redis://redis.example/cache" }, "COOKIEHUB_REDIS_URL must be redis://"],
    [{ COOKIEHUB_REDIS_URL: "redis://:100%25@redis.example/12345" }, "COOKIEHUB_REDIS_URL must be redis://"],
    [{ COOKIEHUB_REDIS_URL: "redis://:100%@redis.example" }, "COOKIEHUB_REDIS_URL must be redis://"],
    [{ VAULT_API_KEY: "short" }, "VAULT_API_KEY must have at least 24"],
    [{ BOT_FILTER_CUTOVER: "May" }, "BOT_FILTER_CUTOVER must be a UTC day"],
    [{ SESSION_RETENTION_DAYS: "91" }, "SESSION_RETENTION_DAYS must be at most 90"],
    [{ CONSENT_EVENT_RETENTION_DAYS: "89" }, "CONSENT_EVENT_RETENTION_DAYS must be at least 90"],
    [{ BRONZE_CDN_RETENTION_DAYS: "6" }, "BRONZE_CDN_RETENTION_DAYS must be 0 (for good) or at least 7"],
    [{ CLICKHOUSE_URL: "clickhouse.example:8123" }, "CLICKHOUSE_URL must be http://"],
    [{ CLICKHOUSE_URL: "https://user:hunter2@clickhouse.example" }, "variables of their own"],
    [{ CLICKHOUSE_DATABASE: "a`b" }, "CLICKHOUSE_DATABASE must be letters"],
    [{ CLICKHOUSE_CLUSTER: "a'b" }, "CLICKHOUSE_CLUSTER must be letters"],
    [{ CLICKHOUSE_MAX_EXECUTION_TIME: "0" }, "CLICKHOUSE_MAX_EXECUTION_TIME must be at least 1"],
    [{ CLICKHOUSE_S3_COLLECTION: "a'b" }, "CLICKHOUSE_S3_COLLECTION must be letters"],
    [{ CLICKHOUSE_S3_COLLECTION: "exports", S3_BUCKET: "bronze" }, "CLICKHOUSE_URL is needed beside"],
    [{ CLICKHOUSE_S3_COLLECTION: "exports", CLICKHOUSE_URL: "http://x" }, "S3_BUCKET is needed beside"],
    [{ COOKIEHUB_REDIS_PREFIX: "a b" }, "COOKIEHUB_REDIS_PREFIX must be ASCII without spaces"],
    [{ S3_BUCKET: "Upper" }, "S3_BUCKET must be the name of a bucket"],
    [{ S3_BUCKET: "bronze--eun1-az1--x-s3" }, "S3_BUCKET must be a general purpose bucket"],
    [{ S3_REGION: "eu-west-1" }, "S3_BUCKET is needed beside S3_REGION"],
    [{ S3_BUCKET: "bronze", S3_ENDPOINT: "s3.example" }, "S3_ENDPOINT must be an address"],
    [{ S3_BUCKET: "bronze", S3_ENDPOINT: "https://s3.example/bronze" }, "S3_ENDPOINT must be an address"],
    [{ S3_BUCKET: "bronze", S3_PREFIX: "/bronze" }, "S3_PREFIX must be of"],
    [{ S3_BUCKET: "bronze", S3_PREFIX: "a//b" }, "S3_PREFIX must be of"],
    [{ SQS_QUEUE_URL: "consent-events" }, "SQS_QUEUE_URL must be the URL of a queue"],
    [{ SQS_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/" }, "SQS_QUEUE_URL must be the URL of a queue"],
    [{ SQS_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/1/events.fifo" }, "SQS_QUEUE_URL must be a standard queue"],
    [{ COOKIEHUB_INIT_API_KEY: `${"k".repeat(24)} ` }, "COOKIEHUB_INIT_API_KEY must be ASCII without spaces"],
  ])("%j stops the start with one line that says which", (env, message) => {
    const read = (): unknown => readConfig(env as unknown as Record<string, string>);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^[^\n]+$/);
  });

  test.each([
    "COOKIEHUB_INIT_API_KEY",
    "COOKIEHUB_DATABASE_URL",
    "COOKIEHUB_REDIS_URL",
    "S3_ENDPOINT",
    "SQS_QUEUE_URL",
    "VAULT_API_KEY",
    "CLICKHOUSE_URL",
  ])("a wrong %s is not repeated in the message", (name) => {
    const read = (): unknown => readConfig({ [name]: "http://:hunter2@[" });
    expect(read).toThrow(name);
    expect(read).not.toThrow("hunter2");
  });

  test("Redis is used when its address is given", () => {
    expect(readConfig({ COOKIEHUB_REDIS_PREFIX: "x:" }).redis).toBeUndefined();
    const url = "rediss://user:p%40ss@redis.example:6380/2";
    expect(readConfig({ COOKIEHUB_REDIS_URL: url }).redis).toEqual({ url, prefix: "cookiehub:" });
  });

  test("S3 and SQS are used when a bucket and a queue are given, and events then wait for more company", () => {
    expect(readConfig({})).toMatchObject({ s3: undefined, sqs: undefined, ingest: { flushAgeMs: 1000 } });
    const queueUrl = "https://sqs.eu-west-1.amazonaws.com/123456789012/consent-events";
    expect(readConfig({ S3_BUCKET: "bronze", S3_PREFIX: "eu/", SQS_QUEUE_URL: queueUrl })).toMatchObject({
      s3: { bucket: "bronze", region: undefined, endpoint: undefined, prefix: "eu/" },
      sqs: { queueUrl },
      ingest: { flushAgeMs: 30_000 },
    });
    expect(readConfig({ SQS_QUEUE_URL: queueUrl, CONSENT_FLUSH_AGE_MS: "500" }).ingest.flushAgeMs).toBe(500);
  });

  test("statistics have no static key by themselves, and exclude bots from a set day on", () => {
    expect(readConfig({}).vault).toEqual({ apiKey: undefined, botFilterFrom: "2026-05-01" });
    const apiKey = "k".repeat(24);
    const given = { VAULT_API_KEY: apiKey, BOT_FILTER_CUTOVER: "2027-01-31" };
    expect(readConfig(given).vault).toEqual({ apiKey, botFilterFrom: "2027-01-31" });
  });

  test("ClickHouse is used when its address is given", () => {
    expect(readConfig({ CLICKHOUSE_USER: "x" }).clickhouse).toBeUndefined();
    const url = "https://clickhouse.example:8443";
    const standard = { url, user: "default", password: undefined, database: "cookiehub", cluster: undefined };
    expect(readConfig({ CLICKHOUSE_URL: url }).clickhouse).toEqual({ ...standard, questionTimeoutMs: 10_000 });
    const collection = { CLICKHOUSE_URL: url, S3_BUCKET: "bronze", CLICKHOUSE_S3_COLLECTION: "exports" };
    expect(readConfig(collection).clickhouse?.exportCollection).toBe("exports");
    const env = { CLICKHOUSE_URL: url, CLICKHOUSE_PASSWORD: "p", CLICKHOUSE_MAX_EXECUTION_TIME: "3" };
    expect(readConfig(env).clickhouse).toEqual({ ...standard, password: "p", questionTimeoutMs: 3000 });
  });

  test("the hosts of the first tenant are separated by commas, and the first is its domain", () => {
    const { init } = readConfig({
      COOKIEHUB_INIT_TENANT_ID: "shop",
      COOKIEHUB_INIT_TENANT_DOMAIN: "shop.example, www.other.example",
    });
    expect(init.tenant).toEqual({ id: "shop", code: undefined, hosts: ["shop.example", "www.other.example"] });
  });

  test("a misspelt variable is pointed out", () => {
    expect(readConfig({ COOKIEHUB_DATADIR: "/x", OTHER: "1" }).unknownVariables).toEqual(["COOKIEHUB_DATADIR"]);
  });
});
