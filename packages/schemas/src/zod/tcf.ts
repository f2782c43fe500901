import { z } from "zod";
import { isJsonObject } from "../layers.ts";
import type { TcfConfig } from "../types/tcf-config.ts";
import { boundedRecord, categoryIdSchema } from "./shapes.ts";

const VENDORS_MAX = 5000;
const RESTRICTIONS_MAX = 200;
const CATEGORIES_MAX = 50;
/** A TC string has 24 bits for purposes. */
const PURPOSES_MAX = 24;

const purposeSchema = z.int().min(1).max(PURPOSES_MAX);
const vendorsSchema = z.array(z.int().min(1).max(65_535)).max(VENDORS_MAX);

/**
 * Which purposes the categories of every new tenant need. Each has some of its own: 5, 6 and 11 are about content, 8 and 9
 * measure, the others are about advertising.
 */
export const DEFAULT_TCF_CATEGORIES: Readonly<Record<string, number[]>> = {
  functional: [1, 5, 6, 11],
  analytics: [1, 8, 9, 10],
  marketing: [1, 2, 3, 4, 7],
};

/** How a tenant takes part in the IAB TCF. */
export const tcfSchema = z.strictObject({
  publisher_country: z
    .string()
    .regex(/^[A-Z]{2}$/, "must be a country such as DE")
    .refine((code) => !/^(AA|Q[M-Z]|X[A-Z]|ZZ)$/.test(code), "must be a country, and no code that stands for none")
    .describe("Where you, the publisher, are established: stands in every TC string."),
  vendors: z
    .union([z.literal("all"), vendorsSchema])
    .describe(
      "Ids of the global vendor list that you work with, or `all`. The fewer, the better a visitor can choose.",
    ),
  categories: boundedRecord(categoryIdSchema, z.array(purposeSchema).max(PURPOSES_MAX), CATEGORIES_MAX, "categories")
    .prefault(DEFAULT_TCF_CATEGORIES)
    .describe(
      "Category to the purposes that it needs: with all of them agreed to, it may run. Each needs one that no other has. A category that is not named keeps a switch of its own.",
    ),
  restrictions: z
    .array(
      z.strictObject({
        purpose: purposeSchema.describe("Purpose of the list."),
        type: z
          .enum(["not_allowed", "require_consent", "require_legitimate_interest"])
          .describe("What you ask of vendors for it."),
        vendors: vendorsSchema.optional().describe("Ids of vendors. Left out: all of yours."),
      }),
    )
    .max(RESTRICTIONS_MAX)
    .default([])
    .describe(
      "What you allow vendors less than the list does. Holds for those who declare the purpose and may follow.",
    ),
  purpose_one_treatment: z
    .boolean()
    .default(false)
    .describe("Your law does not ask for consent to storing on devices: purpose 1 is not shown."),
  reject_objects: z
    .boolean()
    .default(true)
    .describe("Rejecting all objects to legitimate interest as well. `false`: visitors object in the settings alone."),
}) satisfies z.ZodType<TcfConfig>;

/**
 * What no member can say of itself: TCF is not on without its settings, and categories that purposes decide are the tenant's
 * own, may be refused, and never follow from what another one needs. The default may name categories that are not there.
 */
export function checkTcf(config: unknown, context: z.RefinementCtx): void {
  if (!isJsonObject(config)) return;
  const { tcf_enabled: isEnabled, tcf, categories: known } = config;
  if (isEnabled === true && tcf === undefined) {
    const message = "must be there where tcf_enabled is true: at least publisher_country and vendors";
    context.addIssue({ code: "custom", path: ["tcf"], message });
  }
  const mapping = isJsonObject(tcf) && isJsonObject(tcf.categories) ? tcf.categories : {};
  const refusable = (Array.isArray(known) ? known : []).filter((one) => isJsonObject(one) && one.required !== true);
  const ids = new Set(refusable.map(({ id }) => id));
  // What the default says of categories that are not there is nothing; of those that are it counts as if it were written.
  const entries = Object.entries(mapping).filter(
    ([id, needed]) => Array.isArray(needed) && (ids.has(id) || !isDefault(id, needed)),
  );
  for (const [id, needed] of entries) {
    const path = ["tcf", "categories", id];
    if (!ids.has(id)) {
      context.addIssue({
        code: "custom",
        path,
        message: `is not a category of this tenant that can be refused: ${id}`,
      });
    } else if (!hasOwnPurpose(entries, id, needed)) {
      const message =
        "must need a purpose that no other category needs: else it would follow from what they are allowed";
      context.addIssue({ code: "custom", path, message });
    }
  }
}

const isDefault = (id: string, needed: unknown): boolean =>
  JSON.stringify(DEFAULT_TCF_CATEGORIES[id]) === JSON.stringify(needed);

function hasOwnPurpose(entries: readonly (readonly [string, unknown])[], id: string, needed: unknown): boolean {
  const others = entries.flatMap(([other, list]) => (other !== id && Array.isArray(list) ? (list as unknown[]) : []));
  return Array.isArray(needed) && needed.some((purpose) => !others.includes(purpose));
}
