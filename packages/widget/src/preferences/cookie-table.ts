import type { CookieConfig } from "@cookiehub/schemas/types";
import type { PreferencesRuntime } from "./runtime.ts";

const COLUMNS = [
  ["name", "cookie_name"],
  ["provider", "provider"],
  ["purpose", "purpose"],
  ["duration", "duration"],
] as const;

/**
 * Adds a table of cookies, a row a step; columns that say nothing are left out. The roles stand because narrow screens show
 * the rows as lists, which would take the table's meaning away.
 */
export function* addCookieTable(
  { ui: { createElement }, texts }: PreferencesRuntime,
  parent: HTMLElement,
  label: string,
  cookies: readonly CookieConfig[],
): Generator<void> {
  if (cookies.length === 0) return;
  const columns = COLUMNS.filter(([key]) => cookies.some((cookie) => cookie[key]));
  const heads = columns.map(([, message]) =>
    createElement("th", { role: "columnheader", scope: "col" }, texts.message(message)),
  );
  const body = createElement("tbody", { role: "rowgroup" });
  parent.append(
    createElement(
      "table",
      { class: "ch-table", role: "table", "aria-label": label },
      createElement("thead", { role: "rowgroup" }, createElement("tr", { role: "row" }, ...heads)),
      body,
    ),
  );
  for (const cookie of cookies) {
    const cells = columns.map(([key, message]) =>
      createElement(
        "td",
        { role: "cell", "data-label": texts.message(message) },
        cookie[key] && createElement("bdi", {}, cookie[key]),
      ),
    );
    body.append(createElement("tr", { role: "row" }, ...cells));
    yield;
  }
}
