// Headless Chromium stops producing frames when nothing moves; then paints and interactions go unreported.
const animation =
  "<style>@keyframes beat { to { opacity: 0.99 } } body::after { content: ''; position: fixed; width: 1px; height: 1px; animation: beat 1s infinite }</style>";

/** Writes the page that every banner is measured on: what goes to the end of its head, and so many elements. */
export function renderPage({ head, elements }: { readonly head: string; readonly elements: number }): string {
  const paragraphs = Array.from({ length: elements }, (_, number) => `<p>Paragraph ${number} of the page.</p>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Page</title>
<link rel="icon" href="data:,">
${animation}
${head}
</head>
<body>
${paragraphs.join("\n")}
</body>
</html>
`;
}
