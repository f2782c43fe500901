import type { API_KEY_SCOPES } from "../constants.ts";

export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/** Body of `POST /api/v1/keys`. */
export interface ApiKeyRequest {
  name: string;
  scopes: ApiKeyScope[];
  /** What the key is good for: one organization or one tenant; as much as the key that makes it when left out. */
  organization_id?: string | undefined;
  tenant_id?: string | undefined;
}

/** What is known of a key. */
export interface ApiKeySummary {
  key_id: string;
  /** First letters of the key. */
  prefix: string;
  name: string;
  scopes: string[];
  organization_id: string | null;
  tenant_id: string | null;
  /** `init`: the one that the environment names. */
  origin: "init" | "first-start" | "api";
  created_at: string;
  revoked_at: string | null;
}

/** Answer of `POST /api/v1/keys`: the one time that the key can be seen. */
export interface ApiKeyCreatedAnswer extends ApiKeySummary {
  key: string;
}

/** Answer of `GET /api/v1/keys`: ascending by id, revoked ones too. */
export interface ApiKeyListAnswer {
  keys: ApiKeySummary[];
  next_cursor: string | null;
}
