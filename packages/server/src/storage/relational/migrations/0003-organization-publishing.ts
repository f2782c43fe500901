/** How far a change of an organization's layer has come. */
export const ORGANIZATION_PUBLISHING: readonly string[] = [
  "ALTER TABLE organizations ADD COLUMN publishing TEXT",
  "CREATE INDEX organizations_publishing ON organizations (organization_id) WHERE publishing IS NOT NULL",
];
