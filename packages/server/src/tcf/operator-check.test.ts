import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Administration, DATABASES, ORIGIN, openAdministration } from "../../test/administration.ts";
import type { LayerChange } from "../tenants/publish.ts";
import { createOperatorCheck } from "./operator-check.ts";

const SETTINGS = {
  cmpId: 300,
  cmpVersion: 1,
  attestationUrl: "https://cmp.example/",
  listUrl: "https://cmp.example/a.json",
};
const TCF = { tcf_enabled: true, tcf: { publisher_country: "DE", vendors: [1] } };
const SHOP = { domain: "shop.example" };
const REFUSED = {
  code: "invalid_request",
  details: [{ path: "tcf_enabled", message: expect.stringContaining("COOKIEHUB_TCF_CMP_ID") }],
};
const [[, openDatabase] = []] = DATABASES;

let open: Administration;
/** The same stores after a start without the variables of the TCF. */
let without: ReturnType<Administration["over"]>;

beforeEach(async () => {
  if (!openDatabase) throw new Error("no database");
  open = await openAdministration(openDatabase);
  without = open.over(open.store, createOperatorCheck(undefined));
});
afterEach(() => open.close());

const put = (layer: object): LayerChange => ({ kind: "put", layer: { ...SHOP, ...layer } });

describe("T102 a server whose operator is not registered", () => {
  test("publishes no configuration that switches TCF on, however it comes, and says what to set", async () => {
    await open.createTenant("shop", undefined, TCF);
    await open.tenants.publish("shop", put({}), ORIGIN);
    const before = await open.tenants.read("shop");
    await expect(without.tenants.publish("shop", put(TCF), ORIGIN)).rejects.toMatchObject(REFUSED);
    await expect(without.tenants.publish("shop", { kind: "patch", patch: TCF }, ORIGIN)).rejects.toMatchObject(REFUSED);
    await expect(without.tenants.publish("shop", { kind: "rollback", version: 1 }, ORIGIN)).rejects.toMatchObject(
      REFUSED,
    );
    const command = {
      tenantId: "other",
      code: undefined,
      organizationId: null,
      layer: { ...TCF, domain: "o.example" },
    };
    await expect(without.tenants.create(command, ORIGIN)).rejects.toMatchObject(REFUSED);
    expect(await open.tenants.read("shop")).toEqual(before);
    await expect(open.tenants.read("other")).rejects.toMatchObject({ code: "tenant_not_found" });
    // The settings alone do nothing: they can be prepared.
    await without.tenants.publish("shop", put({ ...TCF, tcf_enabled: false }), ORIGIN);
  });

  test("lets a tenant that has it on switch it off, and other rooms go on", async () => {
    await open.createTenant("shop", undefined, TCF);
    await expect(
      without.tenants.publish("shop", { kind: "patch", patch: { policy_version: "2" } }, ORIGIN),
    ).rejects.toMatchObject(REFUSED);
    const edited = await without.tenants.publish(
      "shop",
      { kind: "edit", edit: (layer) => ({ ...layer, policy_version: "2" }) },
      ORIGIN,
    );
    expect(edited.config).toMatchObject({ tcf_enabled: true, policy_version: "2" });
    const off = await without.tenants.publish("shop", { kind: "patch", patch: { tcf_enabled: false } }, ORIGIN);
    expect(off.config.tcf_enabled).toBe(false);
  });

  test("takes no organization's layer that switches it on", async () => {
    const request = { name: "Agency", config: TCF };
    await expect(without.organizations.put("agency", request, "key")).rejects.toMatchObject({
      code: "invalid_request",
      details: [{ path: "config.tcf_enabled" }],
    });
    await expect(without.organizations.read("agency")).rejects.toMatchObject({ code: "not_found" });
  });

  test("publishes an organization's change for all its tenants, whichever of them has TCF on", async () => {
    await open.organizations.put("agency", { name: "Agency", config: {} }, "key");
    await open.createTenant("one", "agency", TCF);
    await open.createTenant("two", "agency");
    const config = { banner: { theme: "dark" } };
    expect(await without.organizations.put("agency", { name: "Agency", config }, "key")).toMatchObject({
      state: "settled",
    });
    for (const tenant of ["one", "two"]) {
      expect((await open.tenants.read(tenant)).config.banner.theme).toBe("dark");
    }
  });
});

test("T102 a registered operator publishes it", async () => {
  const registered = open.over(open.store, createOperatorCheck(SETTINGS));
  await open.createTenant("shop");
  expect((await registered.tenants.publish("shop", put(TCF), ORIGIN)).config.tcf_enabled).toBe(true);
});
