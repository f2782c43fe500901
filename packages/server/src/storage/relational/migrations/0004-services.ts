/**
 * Choices about single services, the version that last added one, and what this installation signs with.
 * Version 0: whoever decided before this step saw none of the versions that add a service after it.
 */
export const SERVICES: readonly string[] = [
  "ALTER TABLE consents ADD COLUMN services TEXT NOT NULL DEFAULT '{}'",
  "ALTER TABLE consents ADD COLUMN config_version INTEGER NOT NULL DEFAULT 0",
  "ALTER TABLE tenants ADD COLUMN services_version INTEGER NOT NULL DEFAULT 0",
  "CREATE TABLE server_secrets (name TEXT NOT NULL PRIMARY KEY, secret TEXT NOT NULL)",
];
