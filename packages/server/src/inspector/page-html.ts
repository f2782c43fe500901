const STYLE = `
:root { color-scheme: light dark; --ink: #16161a; --soft: #55565f; --line: #e3e4e8; --paper: #fff; --shade: #f5f6f8; --accent: #1a4fd6; --bad: #a4262c; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f3f5; --soft: #a9abb5; --line: #2b2d34; --paper: #17181c; --shade: #1f2127; --accent: #9bb4ff; --bad: #ff9a9a; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/24px system-ui, sans-serif; }
main { max-width: 880px; margin: 0 auto; padding: 32px 16px 64px; }
h1 { font-size: 24px; line-height: 32px; margin: 0 0 8px; } h2 { margin: 0 0 8px; font-size: 18px; }
a { color: var(--accent); } p { color: var(--soft); margin: 4px 0 12px; }
label { font-weight: 600; }
textarea { box-sizing: border-box; width: 100%; min-height: 120px; margin: 8px 0; padding: 12px; border: 1px solid var(--soft); border-radius: 12px; background: var(--paper); color: var(--ink); font: 14px/20px ui-monospace, monospace; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
section { border: 1px solid var(--line); border-radius: 12px; margin: 16px 0; padding: 16px; }
code { display: block; background: var(--shade); border-radius: 8px; padding: 8px 12px; margin: 0 0 8px; font-size: 13px; line-height: 18px; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: 14px; line-height: 20px; }
th, td { text-align: start; vertical-align: top; padding: 8px 12px 8px 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
th { width: 38%; font-weight: 500; } td span { color: var(--soft); }
.objection { color: var(--bad); }
`;

/** The page in which strings are put into words. It sends nothing: what is pasted stays in the browser. */
export const INSPECTOR_HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Consent string inspector</title><style>${STYLE}</style></head><body><main>
<h1>Consent string inspector</h1>
<p>Reads TC strings (IAB TCF), GPP strings with all their sections, Additional Consent strings and US privacy strings. It works in your browser: what you paste is sent nowhere.</p>
<label for="text">String</label>
<textarea id="text" spellcheck="false" autocapitalize="off" autocomplete="off" maxlength="9000"></textarea>
<p id="verdict" role="status"></p>
<div id="result"></div>
<noscript><p>The inspector reads the string by a script of this server: please allow it.</p></noscript>
<p><a href="/docs">The API of this server</a></p>
</main><script src="/docs/inspector.js"></script></body></html>`;
