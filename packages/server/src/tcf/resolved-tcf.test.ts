import { createTenantConfig } from "@cookiehub/schemas";
import type { TenantConfig } from "@cookiehub/schemas/types";
import { describe, expect, test } from "vitest";
import { createTcfResolver } from "./resolved-tcf.ts";
import type { TcfService } from "./service.ts";

const SERVICE: Pick<TcfService, "operator" | "resolve" | "prepareTexts"> = {
  prepareTexts: () => {},
  operator: { cmpId: 31, cmpVersion: 4, attestationUrl: "https://operator.example/attestation" },
  resolve: (selection) =>
    selection === "all"
      ? null
      : { version: 178, policyVersion: 5, hash: "h".repeat(22), vendorCount: selection.length, url: "" },
};
const CONFIG: TenantConfig = {
  ...createTenantConfig({ tenant_id: "shop", domain: "shop.example" }),
  tcf_enabled: true,
  tcf: {
    ...{ publisher_country: "DE", vendors: [12, 755], categories: {}, restrictions: [] },
    ...{ purpose_one_treatment: false, reject_objects: true },
  },
};

describe("what a page knows of the TCF", () => {
  test("T44, T46: the operator's registration, and the list that will be on screen", () => {
    expect(createTcfResolver(SERVICE)(CONFIG, "gdpr")).toEqual({
      ...{ applies: true, cmp_id: 31, cmp_version: 4, list_version: 178, policy_version: 5, vendor_count: 2 },
      list_path: `/tcf/178-${"h".repeat(22)}`,
    });
  });

  test("T98: the official texts of its languages are got once, before a visitor asks", () => {
    const asked: (readonly string[])[] = [];
    const resolve = createTcfResolver({ ...SERVICE, prepareTexts: (languages) => void asked.push(languages) });
    resolve(CONFIG, "gdpr");
    resolve(CONFIG, "ccpa");
    expect(asked).toEqual([CONFIG.languages]);
  });

  test.each([
    ["gdpr", true],
    ["uk-gdpr", true],
    ["ccpa", false],
    ["lgpd", false],
    ["default", true],
  ])("T30: whether the framework's law applies under %s: %s", (regulationId, applies) => {
    expect(createTcfResolver(SERVICE)(CONFIG, regulationId)?.applies).toBe(applies);
  });

  test.each<[string, Parameters<typeof createTcfResolver>[0], Partial<TenantConfig>]>([
    ["the operator is not registered", undefined, {}],
    ["the tenant has it off", SERVICE, { tcf_enabled: false }],
    ["there is no list, or none of the vendors is on it", SERVICE, { tcf: { ...CONFIG.tcf, vendors: "all" } as never }],
  ])("nothing where %s", (_, service, change) => {
    expect(createTcfResolver(service)({ ...CONFIG, ...change }, "gdpr")).toBeUndefined();
  });
});
