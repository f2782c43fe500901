import { brotliCompressSync } from "node:zlib";
import { LANGUAGES_MAX } from "@cookiehub/schemas/constants";
import { beforeAll, expect, test } from "vitest";
import { isRtl } from "../src/languages/direction.ts";
import { LANGUAGES } from "../src/languages/load.ts";
import { type BuiltFile, createLanguageFiles, readLanguageCodes } from "./bundles.ts";

const PAGE = "../../../docs/reference/languages.md";
const LANGUAGE_BYTES_MAX = 2_000;
const INTRODUCTION = `# Languages

The banner, the preferences and the placeholders in ${Object.keys(LANGUAGES).length} languages. A page loads one of them: a file of its own of at most
2,000 bytes (brotli). English's first words are part of the script, so that a banner shows even where no other file can be had.

Made from \`packages/widget/src/languages/\` by \`npx vitest run --project node packages/widget/build/languages.test.ts -u\`.

## Which one a page gets

\`languages\` of the [tenant's configuration](tenant-configuration.md) says what may appear; the default is \`["en", "de"]\`. Of these the first that
somebody asks for: \`language\` of \`init\` or \`data-language\` of the script tag, the page's \`<html lang>\`, the browser's list; else the
tenant's first. A wish is met by the same tag, else by the same form of the language, else by the language:

| wish | is met by |
|---|---|
| \`de-AT\`, \`de-CH\` | \`de\` |
| \`pt\`, \`pt-PT\` | \`pt\`, else \`pt-BR\` |
| \`zh-Hant\`, \`zh-HK\`, \`zh-MO\` | \`zh-TW\`, else \`zh\` |
| \`zh-Hans\`, \`zh-CN\`, \`zh-SG\` | \`zh\`, else \`zh-TW\` |
| \`sr-Latn-RS\`, \`sh\` | \`sr-Latn\`, else \`sr\` |
| \`no\`, \`nn\` | \`nb\` |
| \`iw\`, \`in\` | \`he\`, \`id\` |

Arabic, Hebrew, Persian and Urdu are mirrored, and so is any other tag whose language or script is written from right to left. Where a
language's file cannot be had, the words are English, and \`lang\` says so.

## Words of your own

\`translations\` of the tenant's configuration replaces any text of any language, one by one, and the names and descriptions of categories:

\`\`\`json
{
  "languages": ["fr", "en"],
  "translations": {
    "fr": {
      "messages": { "banner_title": "Cookies de la boulangerie" },
      "categories": { "analytics": { "name": "Mesure d’audience", "description": "Compte les visites." } }
    }
  }
}
\`\`\`

- The first of \`languages\` is the one that \`categories\` is written in: there the configuration's names count. In the others the four usual
  categories (\`essential\`, \`functional\`, \`analytics\`, \`marketing\`) have names of ours, and so they have in the first as long as
  you leave them as they are; those that you add need yours.
- A language that is not in the table works too: write all of its messages. What is missing is English.
- \`{count}\`, \`{date}\`, \`{service}\` and \`{category}\` are replaced. \`..._one\` is used for what the language counts as one, \`..._other\` for
  every other number: word it so that it is right for each ("Slapukai: {count}").
- Keep \`reject_all\` as plain as \`accept_all\`, and in words that people know: tools that refuse for a visitor look for them too.

## The table
`;

const COLUMNS = ["code", "language", "in English", "direction", "accept all", "reject all", "settings"];

let files: ReadonlyMap<string, BuiltFile>;

beforeAll(async () => {
  files = await createLanguageFiles();
}, 120_000);

test("every language file is built and loadable, and no other", async () => {
  const codes = await readLanguageCodes();
  expect([...files.keys()]).toEqual(codes);
  expect(Object.keys(LANGUAGES).sort()).toEqual(codes);
  for (const [code, file] of files) expect(file.name).toMatch(new RegExp(`^${code}\\.[0-9a-f]{10}\\.js$`));
});

test("a tenant may have all of them, and some of its own", () => {
  expect(files.size).toBeLessThan(LANGUAGES_MAX);
});

test("each weighs at most 2,000 bytes, in ASCII (DESIGN, section 6)", () => {
  for (const [code, { text }] of files) {
    expect(brotliCompressSync(text).length, code).toBeLessThanOrEqual(LANGUAGE_BYTES_MAX);
    expect(text, code).toMatch(/^[\n\x20-\x7e]*$/);
  }
});

test("the reference page is the list", async () => {
  const english = new Intl.DisplayNames(["en"], { type: "language" });
  const lines = await Promise.all(
    Object.entries(LANGUAGES).map(async ([code, load]) => {
      const { accept_all, reject_all, settings } = (await load()).language.messages;
      const endonym = new Intl.DisplayNames([code], { type: "language" }).of(code);
      const direction = isRtl(code) ? "right to left" : "";
      return `| ${[`\`${code}\``, endonym, english.of(code), direction, accept_all, reject_all, settings].join(" | ")} |`;
    }),
  );
  const head = [`| ${COLUMNS.join(" | ")} |`, `|${"---|".repeat(COLUMNS.length)}`];
  await expect([INTRODUCTION, ...head, ...lines, ""].join("\n")).toMatchFileSnapshot(PAGE);
});
