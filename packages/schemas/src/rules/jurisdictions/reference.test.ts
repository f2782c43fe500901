import { expect, test } from "vitest";
import { JURISDICTIONS, type Jurisdiction } from "../jurisdictions.ts";

const PAGE = "../../../../../docs/reference/jurisdictions.md";
const INTRODUCTION = `# Places and laws

Which law the server goes by, for each place. This is not legal advice: the table is a starting point, each row says how well it is
known, and a tenant changes it with \`regulations.overrides\` ([configuration](configuration.md)).

Made from \`packages/schemas/src/rules/jurisdictions/\` by \`npx vitest run --project node packages/schemas/src/rules -u\`.

Order: the tenant's override for the subdivision, for the country, this table for the subdivision, for the country, then the
tenant's \`regulations.default\`. An unknown place is \`default\`, opt-in. Where a country has laws that differ by subdivision and the
subdivision is unknown, the strictest of them holds (column "subdivision unknown"). Both are answered with \`confidence: "low"\`.

- **model**: \`opt-in\` asks before, \`opt-out\` runs until refused, \`notice\` informs.
- **GPC**: whether a Global Privacy Control signal has to be honoured. \`optional\`: it is honoured where it has an effect. \`none\`: it has no effect.
- **consent**, **refusal**: longest time a consent holds and shortest time before asking again after a refusal, in days; 365 and 180 where the law has no number.
- **evidence**: \`src\` read at the source, \`sec\` in a secondary source, \`unv\` not verified yet.
`;
const COLUMNS = [
  "places",
  "regulation",
  "law",
  "model",
  "GPC",
  "consent",
  "refusal",
  "age of own consent",
  "GPP section",
  "TCF",
  "subdivision unknown",
  "since",
  "sources",
  "evidence",
  "reviewed on",
];

function toLine(row: Jurisdiction): string {
  const cells = [
    row.match.map((place) => (place === "*" ? "everywhere else" : place)).join(" "),
    `\`${row.regulation}\``,
    row.name,
    row.model,
    row.gpc,
    row.consentMaxAgeDays,
    row.refusalMinDays,
    row.minorAge ?? "",
    row.gppSection ?? "",
    row.tcf ? "yes" : "",
    row.whenRegionUnknown ? `\`${row.whenRegionUnknown}\`` : "",
    row.effective ?? "",
    row.sources.join("; "),
    row.evidence,
    row.reviewedOn,
  ];
  return `| ${cells.join(" | ")} |`;
}

test("the reference page is the table", async () => {
  const head = [`| ${COLUMNS.join(" | ")} |`, `|${"---|".repeat(COLUMNS.length)}`];
  const page = [INTRODUCTION, ...head, ...JURISDICTIONS.map(toLine), ""].join("\n");
  await expect(page).toMatchFileSnapshot(PAGE);
});
