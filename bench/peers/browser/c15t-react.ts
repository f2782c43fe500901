import { ConsentBanner, ConsentDialog, ConsentManagerProvider } from "@c15t/react";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const { benchTags } = window as unknown as { benchTags: readonly { readonly text?: string; readonly src?: string }[] };

const scripts = benchTags.map(({ text, src }, number) => ({
  id: `tag-${number}`,
  category: "measurement" as const,
  ...(text === undefined ? { src: src ?? "" } : { textContent: text }),
}));

const host = document.createElement("div");
document.body.append(host);
createRoot(host).render(
  createElement(
    ConsentManagerProvider,
    {
      options: {
        mode: "offline",
        overrides: { country: "DE", language: "en" },
        consentCategories: ["necessary", "functionality", "measurement", "marketing"],
        scripts,
      },
    },
    createElement(ConsentBanner),
    createElement(ConsentDialog),
  ),
);
