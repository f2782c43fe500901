import { CONSENT_MODE_TYPES } from "@cookiehub/schemas/constants";

/** The sections of a template file, in the order that Tag Manager exports them. */
export const SECTIONS = [
  "TERMS_OF_SERVICE",
  "INFO",
  "TEMPLATE_PARAMETERS",
  "SANDBOXED_JS_FOR_WEB_TEMPLATE",
  "WEB_PERMISSIONS",
  "TESTS",
  "NOTES",
] as const;

/** Splits a template file: `___NAME___` on a line of its own begins a section. */
export function readSections(text: string): Record<string, string> {
  const parts = text.split(/^___([A-Z_]+)___$/m).slice(1);
  const sections: Record<string, string> = {};
  for (let index = 0; index < parts.length; index += 2) sections[parts[index] ?? ""] = (parts[index + 1] ?? "").trim();
  return sections;
}

/** A template parameter or one of its table's columns, as far as the tests look at it. */
export interface Parameter {
  readonly type: string;
  readonly name: string;
  readonly defaultValue?: unknown;
  readonly valueValidators?: readonly { readonly type: string; readonly args?: readonly string[] }[];
}

type Value =
  | { readonly type: 1; readonly string: string }
  | { readonly type: 2; readonly listItem: readonly Value[] }
  | { readonly type: 3; readonly mapKey: readonly Value[]; readonly mapValue: readonly Value[] }
  | { readonly type: 8; readonly boolean: boolean };

interface Permission {
  readonly instance: {
    readonly key: { readonly publicId: string };
    readonly param: readonly { readonly key: string; readonly value: Value }[];
  };
}

function toPlain(value: Value): unknown {
  switch (value.type) {
    case 1:
      return value.string;
    case 2:
      return value.listItem.map(toPlain);
    case 3:
      return Object.fromEntries(
        value.mapKey.map((key, index) => [toPlain(key), toPlain(value.mapValue[index] ?? key)]),
      );
    case 8:
      return value.boolean;
  }
}

/** Reads what the template is permitted: id of the permission -> its list. */
export function readPermissions(text: string): Record<string, unknown[]> {
  const permissions = JSON.parse(text) as Permission[];
  return Object.fromEntries(
    permissions.map(({ instance }) => [instance.key.publicId, instance.param.flatMap(({ value }) => toPlain(value))]),
  );
}

/** Calls that the sandbox has let through, in order. */
export type Call = readonly [name: string, ...values: unknown[]];

/**
 * Runs sandboxed code as Tag Manager does, as far as this template needs it: APIs by `require` alone, each only within its
 * permission. Source: developers.google.com/tag-platform/tag-manager/templates/api.
 */
export function runTemplate(
  code: string,
  permissions: Record<string, unknown[]>,
  data: Record<string, unknown>,
): Call[] {
  const calls: Call[] = [];
  const demand = (isAllowed: boolean, what: string) => {
    if (!isAllowed) throw new Error(`The template has no permission: ${what}`);
  };
  const consent = (name: string) => (state: Record<string, unknown>) => {
    const writable = (permissions.access_consent ?? []) as { consentType: string; write: boolean }[];
    for (const type of Object.keys(state).filter((key) => (CONSENT_MODE_TYPES as readonly string[]).includes(key))) {
      demand(
        writable.some((entry) => entry.consentType === type && entry.write),
        type,
      );
    }
    calls.push([name, structuredClone(state)]);
  };
  const apis: Record<string, unknown> = {
    setDefaultConsentState: consent("setDefaultConsentState"),
    updateConsentState: consent("updateConsentState"),
    gtagSet(key: string, value: unknown) {
      demand((permissions.write_data_layer ?? []).includes(key), key);
      calls.push(["gtagSet", key, value]);
    },
    createQueue(key: string) {
      const globals = (permissions.access_globals ?? []) as { key: string; read: boolean; write: boolean }[];
      demand(
        globals.some((entry) => entry.key === key && entry.read && entry.write),
        key,
      );
      const page = window as unknown as Record<string, unknown[]>;
      page[key] ??= [];
      return (entry: unknown) => void page[key]?.push(entry);
    },
    injectScript(url: string, onSuccess: () => void, _onFailure: () => void, cacheToken: string) {
      demand(
        (permissions.inject_script ?? []).some((pattern) => toPattern(String(pattern)).test(url)),
        url,
      );
      calls.push(["injectScript", url, cacheToken]);
      onSuccess();
    },
    encodeUriComponent: encodeURIComponent,
    makeInteger: (value: unknown) => Number.parseInt(String(value), 10),
  };
  const load = (name: string) => {
    if (!Object.hasOwn(apis, name)) throw new Error(`No such API in this sandbox: ${name}`);
    return apis[name];
  };
  // Neither the page's globals nor `this` are there in a sandbox.
  const hidden = ["window", "document", "self", "globalThis", "location", "navigator", "setTimeout"];
  const run = new Function("require", "data", ...hidden, `"use strict";${code}`);
  run(load, { ...data, gtmOnSuccess: () => calls.push(["success"]), gtmOnFailure: () => calls.push(["failure"]) });
  return calls;
}

function toPattern(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[.?+^$()[\]{}|\\/]/g, "\\$&"))
      .join(".*")}$`,
  );
}
