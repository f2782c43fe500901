import type { ConsentTransferAnswer, ConsentTransferRedeemAnswer, StoredChoice } from "@cookiehub/schemas/types";
import { ApiError } from "../http/api-error.ts";
import type { RelationalStore, TenantRow } from "../storage/ports.ts";
import { toDeviceSubject } from "../storage/subject.ts";
import type { Unit } from "../storage/unit.ts";
import { toStoredChoice } from "./server-cookie.ts";
import { fromTransferToken, TRANSFER_TTL_MS, type TransferBinding, toTransferToken } from "./transfer-token.ts";

/** Carries a choice from one of a tenant's domains to another (0036). */
export interface TransferService {
  /** Signs the choice that stands on a device. Throws `not_found` when the device has none of its own that holds. */
  issue(command: IssueCommand): Promise<ConsentTransferAnswer>;
  /** Answers the choice, once. Throws `forbidden` for a token that is wrong, too old, used, or another page's. */
  redeem(command: RedeemCommand): Promise<ConsentTransferRedeemAnswer>;
}

export interface IssueCommand extends Omit<TransferBinding, "tenantId"> {
  readonly tenant: TenantRow;
  readonly deviceId: string;
  readonly to: string;
}

export interface RedeemCommand extends Omit<TransferBinding, "tenantId"> {
  readonly tenant: TenantRow;
  readonly token: string;
  /** Host of the page that asks; `null`: it is no page. */
  readonly at: string | null;
}

interface TransferParts {
  readonly store: RelationalStore;
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
}

const SECRET_NAME = "consent-transfer";

/** Creates the service. One secret signs for the whole installation; the tenant is part of what is signed. */
export function createTransferService({ store, now, random }: TransferParts): TransferService {
  const { serverSecrets, consents } = store.repositories;

  async function readSecret(): Promise<string> {
    const known = await store.read(() => serverSecrets.find(SECRET_NAME));
    if (known !== undefined) return known;
    const made = Buffer.from(random(32)).toString("base64url");
    return store.transaction(function* (): Unit<string> {
      yield* serverSecrets.add(SECRET_NAME, made);
      return (yield* serverSecrets.find(SECRET_NAME)) ?? made;
    });
  }

  return {
    issue: async ({ tenant, deviceId, to, ...binding }) => {
      const { tenantId } = tenant;
      const nowMs = now();
      const record = await store.read(() => consents.current(tenantId, deviceId));
      // A user's choice comes by the login of the other domain: carried over, it would stay there after the logout (0032).
      const isOwn = record?.subject === toDeviceSubject(deviceId) && record.expiresAtMs > nowMs;
      if (!record || !isOwn) throw new ApiError("not_found", "This device has no choice of its own to carry over.");
      const { deviceId: _deviceId, ...choice } = toStoredChoice(record, tenant, deviceId);
      const expiresAtMs = nowMs + TRANSFER_TTL_MS;
      const nonce = Buffer.from(random(12)).toString("base64url");
      const transfer = { to, nonce, expiresAtMs, choice };
      const token = toTransferToken(await readSecret(), transfer, { ...binding, tenantId });
      if (token === null) throw new ApiError("not_found", "The choice of this device is too long to carry over.");
      return { token, expires_at: new Date(Math.floor(expiresAtMs / 1000) * 1000).toISOString() };
    },
    redeem: async ({ tenant, token, at, ...binding }) => {
      const { tenantId } = tenant;
      const nowMs = now();
      const secret = await readSecret();
      const transfer = fromTransferToken(secret, token, { ...binding, tenantId }, nowMs);
      if (transfer === null || (at !== null && at !== transfer.to)) throw toRefusal();
      await store.transaction(() => useUnit(store, tenantId, transfer.nonce, nowMs));
      return toAnswer(transfer.choice, tenant);
    },
  };
}

// The space keeps these names apart from those that callers give. Of two at once one starts again, and sees the other.
function* useUnit({ repositories }: RelationalStore, tenantId: string, nonce: string, nowMs: number): Unit<void> {
  const { idempotency } = repositories;
  const key = `transfer ${nonce}`;
  if (yield* idempotency.find(tenantId, key)) throw toRefusal();
  yield* idempotency.put({ tenantId, key, requestHash: "", status: 200, answer: "", createdAtMs: nowMs });
}

// One refusal for all: what was wrong with it helps nobody but a forger.
function toRefusal(): ApiError {
  return new ApiError(
    "forbidden",
    "The token is not good for this page, from that page, by this browser: it may be old or used. Ask the visitor.",
  );
}

// A body of POST /api/v1/consent: what is not a category any more would be refused there.
function toAnswer(choice: Omit<StoredChoice, "deviceId">, { config }: TenantRow): ConsentTransferRedeemAnswer {
  const known = new Set(config.categories.map(({ id }) => id));
  const pick = (ids: readonly string[], isAgreed: boolean) =>
    ids.filter((id) => known.has(id)).map((id) => [id, isAgreed] as const);
  return {
    decision: {
      categories: Object.fromEntries([...pick(choice.granted, true), ...pick(choice.denied, false)]),
      services: { ...choice.services },
      policy_version: choice.policyVersion,
      consent_method: "import",
      banner_version: choice.bannerVersion,
      // Not known: then it was an older one.
      config_version: Math.max(choice.configVersion, 1),
      gpc: choice.gpc,
      decided_at: new Date(choice.decidedAtMs).toISOString(),
    },
    expires_at: new Date(choice.expiresAtMs).toISOString(),
  };
}
