import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "../config.ts";

const REGISTERED = {
  COOKIEHUB_TCF_CMP_ID: "300",
  COOKIEHUB_TCF_CMP_VERSION: "1",
  COOKIEHUB_TCF_ATTESTATION: "https://cmp.example/attestation",
};

describe("the operator's registration", () => {
  test("T102 without one the TCF is off, and nothing else changes", () => {
    expect(readConfig({}).tcf).toBeUndefined();
  });

  test("T102 id, version and attestation switch it on, with the published list", () => {
    expect(readConfig(REGISTERED).tcf).toEqual({
      cmpId: 300,
      cmpVersion: 1,
      attestationUrl: "https://cmp.example/attestation",
      listUrl: "https://vendor-list.consensu.org/v3/vendor-list.json",
    });
  });

  test.each(Object.keys(REGISTERED))("half a registration is no start: %s alone is missing", (name) => {
    const env = { ...REGISTERED, [name]: undefined };
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(name);
  });

  test.each([
    ["COOKIEHUB_TCF_CMP_ID", "1"],
    ["COOKIEHUB_TCF_CMP_ID", "4096"],
    ["COOKIEHUB_TCF_CMP_ID", "0x20"],
    ["COOKIEHUB_TCF_CMP_VERSION", "0"],
    ["COOKIEHUB_TCF_CMP_VERSION", "4096"],
    ["COOKIEHUB_TCF_ATTESTATION", "http://cmp.example/attestation"],
    ["COOKIEHUB_TCF_ATTESTATION", "attestation"],
    ["COOKIEHUB_TCF_LIST_URL", "http://lists.example/v3/vendor-list.json"],
    ["COOKIEHUB_TCF_LIST_URL", "http://127.0.0.1.lists.example/v3/vendor-list.json"],
    ["COOKIEHUB_TCF_LIST_URL", "https://user:secret@lists.example/vendor-list.json"],
    ["COOKIEHUB_TCF_LIST_URL", "https://lists.example/v3/"],
    ["COOKIEHUB_TCF_LIST_URL", "https://lists.example/vendor-list.json?x=1"],
    ["COOKIEHUB_TCF_LIST_URL", "file:///etc/vendor-list.json"],
  ])("%s=%s is no start, and the message does not repeat it", (name, value) => {
    const start = (): unknown => readConfig({ ...REGISTERED, [name]: value });
    expect(start).toThrow(name);
    if (value.length > 8) expect(start).not.toThrow(value);
  });

  test.each(["http://127.0.0.1:8080/v3/vendor-list.json", "http://[::1]:1/l.json", "http://localhost/l.json"])(
    "a list of this machine needs no TLS: %s",
    (url) => {
      expect(readConfig({ ...REGISTERED, COOKIEHUB_TCF_LIST_URL: url }).tcf?.listUrl).toBe(url);
    },
  );
});
