import { z } from "zod";
import {
  CALLER_KEY_PATTERN,
  CATEGORY_ID_PATTERN,
  CONSENT_METHODS,
  DEVICE_ID_PATTERN,
  LOCATION_PATTERN,
  SERVICE_ID_PATTERN,
  TENANT_CODE_PATTERN,
  TENANT_ID_PATTERN,
  TIME_TO_DECISION_MS_MAX,
  VERSION_PATTERN,
} from "../constants.ts";

export const textSchema = z.string().max(2000);
/** A name that people read, in one line. Control characters and halves of characters do not survive every store. */
export const nameSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not hold control characters");
export const privacyPolicyUrlSchema = z
  .url({ protocol: /^https?$/, error: "must be an http or https address" })
  .max(2000);
export const tenantIdSchema = z.string().regex(TENANT_ID_PATTERN, "must be 1-50 letters, digits, _ or -");
export const tenantCodeSchema = z.string().regex(TENANT_CODE_PATTERN, "must be 8 letters or digits");
/** What programs send for "no device": everybody who sent it would share one consent. */
const NO_DEVICE = /^(?:undefined|[0_-]+)$/i;
export const deviceIdSchema = z
  .string()
  .regex(DEVICE_ID_PATTERN, "must be 8-64 letters, digits, _ or -")
  .refine((id) => !NO_DEVICE.test(id), "is what programs send for no device: send the browser's own, or do not call");
export const callerKeySchema = z.string().regex(CALLER_KEY_PATTERN, "must be 8-64 letters, digits, _ or -");
export const categoryIdSchema = z
  .string()
  .regex(CATEGORY_ID_PATTERN, "must start with a lower-case letter and hold up to 32 of a-z, 0-9, _ and -");
export const serviceIdSchema = z
  .string()
  .regex(SERVICE_ID_PATTERN, "must be 1-50 letters, digits, _ or -, and begin with a letter");
export const versionSchema = z.string().regex(VERSION_PATTERN, "must be 1-32 letters, digits, dots, _ or -");
/** An arm of an experiment. It stands in audit entries, which are never changed: no room for an address or a name. */
export const variantSchema = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "must be 1-64 letters, digits, dots, _ or -");
export const locationSchema = z.string().regex(LOCATION_PATTERN, "must be an ISO 3166 code such as DE or US-CA");
export const consentMethodSchema = z.enum(CONSENT_METHODS);
export const instantSchema = z.iso
  .datetime({
    offset: true,
    error: "must be an ISO 8601 time such as 2026-11-20T10:00:00.000Z",
    // Its pattern sets no end to the digits of a second.
  })
  .max(40);
export const daySchema = z.iso.date({ error: "must be a UTC day such as 2026-11-20" });

/** A hostname, with a port where the site does not use the default one: `shop.example`, `localhost:4400`. */
export const hostSchema = z
  .string()
  .max(260)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?::\d{1,5})?$/, {
    error: "must be a lower-case hostname such as shop.example, without https:// and path",
  });
export const hostnameSchema = z.string().min(1).max(253);
/** A path of a page. A query or fragment is cut off: addresses in mails and forms carry names and tokens there. */
export const pathSchema = z
  .string()
  .max(1024)
  .startsWith("/", { error: "must start with /" })
  .overwrite((path) => path.replace(/[?#].*$/s, ""));
export const languageSchema = z
  .string()
  .max(35)
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "must be a language tag such as de or pt-BR");
export const timeToDecisionSchema = z.int().min(0).max(TIME_TO_DECISION_MS_MAX);
/** TC and GPP strings are kept as given here; whoever reads them uses a bounded decoder. */
export const signalStringSchema = z
  .string()
  .max(8192)
  .regex(/^[\x21-\x7e]*$/, "must be ASCII without spaces");

/** A member that is not taken. Named, so that whoever tries hears why: an unknown one would look like a misspelling. */
export const refuse = (reason: string) => z.never({ error: reason }).optional();

/** A record of at most `max` members; its JSON Schema says so, too. */
export function boundedRecord<Key extends z.core.$ZodRecordKey, Value extends z.core.SomeType>(
  key: Key,
  value: Value,
  max: number,
  members: string,
): z.ZodRecord<Key, Value> {
  return z
    .record(key, value)
    .refine((record) => Object.keys(record).length <= max, `must name at most ${max} ${members}`)
    .meta({ maxProperties: max });
}
