import type { OpenApi, OpenApiOperation } from "./openapi.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: #16161a; --soft: #55565f; --line: #e3e4e8; --paper: #fff; --shade: #f5f6f8; --accent: #1a4fd6; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f3f5; --soft: #a9abb5; --line: #2b2d34; --paper: #17181c; --shade: #1f2127; --accent: #9bb4ff; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/24px system-ui, sans-serif; }
main { max-width: 880px; margin: 0 auto; padding: 32px 16px 64px; }
h1 { font-size: 24px; line-height: 32px; } h2 { margin-top: 40px; font-size: 18px; text-transform: capitalize; }
a { color: var(--accent); } p { color: var(--soft); margin: 4px 0 12px; }
details { border: 1px solid var(--line); border-radius: 12px; margin: 8px 0; padding: 0 16px; }
summary { cursor: pointer; padding: 12px 0; } summary code { margin-inline-end: 12px; font-weight: 600; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 8px; }
table { border-collapse: collapse; width: 100%; margin: 0 0 16px; font-size: 14px; line-height: 20px; }
th, td { text-align: start; vertical-align: top; padding: 8px 12px 8px 0; border-top: 1px solid var(--line); }
pre { background: var(--shade); border-radius: 8px; padding: 12px; overflow: auto; font-size: 13px; line-height: 18px; }
`;

/** Renders the API's description as one page: no script, no outside file, readable offline and without a mouse. */
export function toDocsPage(api: OpenApi): string {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = [...new Set(operations.flatMap(({ operation }) => operation.tags))];
  const sections = groups.map((group) => {
    const members = operations.filter(({ operation }) => operation.tags.includes(group));
    return `<h2>${escapeHtml(group)}</h2>${members.map(({ path, method, operation }) => toSection(path, method, operation)).join("")}`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(api.info.title)} API</title><style>${STYLE}</style></head><body><main>
<h1>${escapeHtml(api.info.title)} API ${escapeHtml(api.info.version)}</h1>
<p>${escapeHtml(api.info.description)} The same as data: <a href="/openapi.json">/openapi.json</a>. Consent strings in words: <a href="/docs/inspector">the inspector</a>.</p>
${sections.join("\n")}</main></body></html>`;
}

function toSection(path: string, method: string, operation: OpenApiOperation): string {
  const body = Object.values(operation.requestBody?.content ?? {})[0];
  return `<details><summary><code>${method.toUpperCase()} ${escapeHtml(path)}</code> ${escapeHtml(operation.summary)}</summary>
${operation.description ? `<p>${escapeHtml(operation.description)}</p>` : ""}
${operation.security ? "<p>Needs an API key: <code>X-API-Key</code>, or <code>Authorization: Bearer</code>.</p>" : ""}
${toTable(
  ["Parameter", "In", "Meaning"],
  (operation.parameters ?? []).map((one) => [one.name + (one.required ? " (required)" : ""), one.in, one.description]),
)}
${body ? `<p>Body, for example:</p>${toCode(body.example)}<details><summary>Schema of the body</summary>${toCode(body.schema)}</details>` : ""}
${toTable(
  ["Status", "Answer"],
  Object.entries(operation.responses).map(([status, answer]) => [status, answer.description]),
)}
</details>`;
}

function toTable(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  if (rows.length === 0) return "";
  const cells = (tag: string, row: readonly string[]): string =>
    row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("");
  return `<table><thead><tr>${cells("th", head)}</tr></thead><tbody>${rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("")}</tbody></table>`;
}

function toCode(value: unknown): string {
  return `<pre tabindex="0">${escapeHtml(JSON.stringify(value, null, 2))}</pre>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
