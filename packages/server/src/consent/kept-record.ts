import type { ConsentRow, TenantRow } from "../storage/ports.ts";

type Tenant = { readonly config: Pick<TenantRow["config"], "categories"> };

/**
 * What is kept of a record: what the visitor could refuse. A required category runs because the tenant says so; kept as
 * an agreement, it would go on running for those who refused everything once the tenant makes it a choice (L8). Pure.
 */
export function toKeptRecord(record: ConsentRow, tenant: Tenant): ConsentRow {
  const required = toRequired(tenant);
  const choices = Object.entries(record.choices).filter(([id, isAgreed]) => !(isAgreed && Object.hasOwn(required, id)));
  return { ...record, choices: Object.fromEntries(choices) };
}

/** A kept record with what the tenant requires now, as answers and audit entries tell it. Pure. */
export function fromKeptRecord(record: ConsentRow | undefined, tenant: Tenant): ConsentRow | undefined {
  return record && { ...record, choices: { ...toRequired(tenant), ...record.choices } };
}

function toRequired({ config }: Tenant): Record<string, true> {
  return Object.fromEntries(config.categories.filter(({ required }) => required).map(({ id }) => [id, true]));
}
