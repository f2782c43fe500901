import type { ConsentMethod, MigrationStrategy } from "@cookiehub/schemas/types";
import fc from "fast-check";

/** Where a visitor is: opt-in, opt-out with a duty to honour the signal, unknown (which is opt-in). */
export type Place = "DE" | "US-CA" | null;

/** Whose data an erasure or an export is about. */
export type Whose = { readonly device: string } | { readonly user: string };

interface InTenant {
  /** Two tenants know the same device and user ids: nothing of one may be seen in the other. */
  readonly tenant: 0 | 1;
}

export interface Update extends InTenant {
  readonly do: "update";
  readonly device: string;
  readonly place: Place;
  readonly method: ConsentMethod;
  readonly answers: Readonly<Record<string, boolean>>;
  readonly gpc: boolean | undefined;
  /** Hours of the device's own clock. */
  readonly stated: number | undefined;
  readonly shown: "published" | "an older one" | "not said";
  readonly policy: "published" | "other";
  readonly strings: boolean;
}

export interface Replay extends InTenant {
  readonly do: "replay";
  /** Which earlier update, counted around. */
  readonly earlier: number;
  readonly as: "the same" | "another answer" | "another device";
}

export interface Withdraw extends InTenant {
  readonly do: "withdraw";
  readonly device: string;
  readonly place: Place;
  /** `null`: everything. */
  readonly category: string | null;
  readonly stated: number | undefined;
  readonly gpc: boolean;
}

export interface Migrate extends InTenant {
  readonly do: "migrate";
  readonly device: string;
  readonly user: string;
  readonly strategy: MigrationStrategy;
  readonly resolutions: Readonly<Record<string, boolean>>;
}

export interface Publish extends InTenant {
  readonly do: "publish";
  readonly change: { readonly toggle: string } | { readonly policy: string } | { readonly renewalDays: number };
}

export type Command =
  | Update
  | Replay
  | Withdraw
  | Migrate
  | Publish
  | (InTenant & { readonly do: "unlink"; readonly device: string })
  | (InTenant & { readonly do: "erase" | "export"; readonly whose: Whose })
  | { readonly do: "wait"; readonly hours: number };

export const DEVICES = ["dev_laptop01", "dev_phone001", "dev_shared01"] as const;
/** Never acts: what it reads is always the defaults. */
export const STRANGER = "dev_stranger";
export const USERS = ["anna", "dev_laptop01"] as const;
export const OPTIONAL_CATEGORIES = ["analytics", "marketing", "video"] as const;
export const METHODS = [
  "banner_accept",
  "banner_reject",
  "banner_button",
  "preferences",
  "api",
  "import",
  "gpc",
] as const;

// Uneven: sides meet, and differ, only where much happens to the same few.
const tenant = fc.constantFrom(0, 0, 0, 1) as fc.Arbitrary<0 | 1>;
const device = fc.constantFrom(DEVICES[0], ...DEVICES);
const user = fc.constantFrom(USERS[0], USERS[0], ...USERS);
const place = fc.constantFrom<Place>("DE", "US-CA", null);
const category = fc.constantFrom(...OPTIONAL_CATEGORIES);
const stated = fc.option(fc.nat(4), { nil: undefined });
const answers = fc.dictionary(fc.constantFrom("essential", ...OPTIONAL_CATEGORIES), fc.boolean(), { maxKeys: 4 });

const update = fc.record({
  do: fc.constant("update" as const),
  tenant,
  device,
  place,
  method: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...METHODS) }, fc.constant("gpc" as const)),
  answers: fc.oneof(
    answers,
    fc.record({ analytics: fc.boolean(), marketing: fc.boolean() }),
    fc.record({ analytics: fc.boolean(), marketing: fc.boolean(), video: fc.boolean() }),
  ),
  gpc: fc.constantFrom(undefined, false, true),
  stated,
  shown: fc.constantFrom("not said", "published", "published", "an older one"),
  policy: fc.constantFrom(...Array.from({ length: 9 }, () => "published"), "other"),
  strings: fc.boolean(),
}) as fc.Arbitrary<Update>;

const whose: fc.Arbitrary<Whose> = fc.oneof(
  device.map((id) => ({ device: id })),
  user.map((id) => ({ user: id })),
);

const migrate = fc.record({
  do: fc.constant("migrate" as const),
  tenant,
  device,
  user,
  strategy: fc.constantFrom<MigrationStrategy>("device_wins_recent", "user_wins", "most_restrictive", "prompt_user"),
  resolutions: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, fc.dictionary(category, fc.boolean())),
});

// The visitor was asked about all that there is.
const login = fc.record({
  do: fc.constant("migrate" as const),
  tenant,
  device,
  user,
  strategy: fc.constant<MigrationStrategy>("prompt_user"),
  resolutions: fc.record({ analytics: fc.boolean(), marketing: fc.boolean() }),
});

const publish = fc.record({
  do: fc.constant("publish" as const),
  tenant,
  change: fc.oneof(
    category.map((toggle) => ({ toggle })),
    fc.constantFrom("1", "2").map((policy) => ({ policy })),
    fc.constantFrom(30, 180, 365).map((renewalDays) => ({ renewalDays })),
  ),
});

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: update },
  { weight: 5, arbitrary: migrate },
  { weight: 1, arbitrary: login },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("withdraw" as const),
      tenant,
      device,
      place,
      category: fc.oneof(fc.constant(null), fc.constantFrom("essential", "nothing", ...OPTIONAL_CATEGORIES)),
      stated,
      gpc: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("unlink" as const), tenant, device }) },
  { weight: 2, arbitrary: publish },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("replay" as const),
      tenant,
      earlier: fc.nat(9),
      as: fc.constantFrom("the same", "the same", "another answer", "another device"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      hours: fc.constantFrom(1, 1, 24, 24 * 40, 24 * 200, 24 * 800),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("erase" as const, "export" as const), tenant, whose }) },
);

/** What visitors, customers and time do to two tenants, one thing after another. */
export function toCommandsArbitrary(lengthMax: number): fc.Arbitrary<readonly Command[]> {
  return fc.array(command, { minLength: 1, maxLength: lengthMax, size: "max" });
}
