import type { CategoryConfig, TenantConfig } from "@cookiehub/schemas/types";
import type { Texts } from "../languages/texts.ts";
import type { Ui } from "../ui/ui.ts";
import contentCss from "./content.css?inline";
import panelCss from "./panel.css?inline";
import { PLACE_CSS } from "./place.ts";
import type { Subject } from "./subject.ts";

export interface PanelProps {
  readonly ui: Ui;
  readonly texts: Texts;
  readonly config: TenantConfig;
  readonly subject: Subject;
  readonly onLoadOnce: () => void;
  /** `null` where it cannot be allowed. */
  readonly onAlways: (() => void) | null;
}

/** Creates what is shown in the place of something held back; answers its host. */
export function createPanel({ ui, texts, config, subject, onLoadOnce, onAlways }: PanelProps): HTMLElement {
  const { createElement, createButton } = ui;
  const { host, root, slot, content } = ui.createFrame("placeholder", panelCss);
  ui.adoptImportant(document, contentCss);
  ui.adoptImportant(root, PLACE_CSS);
  const { title, text, always } = toWords(texts, config, subject);
  const name = readName(subject.element);
  host.setAttribute("role", "group");
  host.setAttribute("aria-label", name ? `${title}: ${name}` : title);
  root.append(createElement("div", { class: "stage" }, slot));
  const preview = readPreview(subject.element, config);
  content.append(
    ...(preview ? [createElement("img", { class: "ch-preview", src: preview, alt: "" })] : []),
    createElement(
      "div",
      { class: "ch-card" },
      createElement("p", { class: "ch-title" }, title),
      createElement("p", {}, text),
      createElement(
        "div",
        { class: "ch-actions" },
        createButton(texts.message("load_once"), "", onLoadOnce),
        onAlways && createButton(always, "ch-plain", onAlways),
      ),
    ),
  );
  return host;
}

/** A service is named as it is configured. Without one the host is, and the category that would be allowed is said. */
function toWords(texts: Texts, { categories }: TenantConfig, subject: Subject) {
  const named = categories.filter(({ id }) => subject.categories.includes(id)).map((one) => texts.category(one));
  const services = categories.flatMap((category) =>
    category.services.filter(({ id }) => subject.services.includes(id)).map(({ name }) => ({ name, category })),
  );
  const service =
    services.map(({ name }) => name).join(", ") || readHost(subject) || named.map(({ name }) => name).join(", ");
  const category = texts.category(services[0]?.category ?? (categories[0] as CategoryConfig)).name;
  const fill = (key: "placeholder_title" | "placeholder_text") =>
    texts.message(key).split("{service}").join(service).split("{category}").join(category);
  const always = texts.message("always_allow");
  return {
    title: fill("placeholder_title"),
    // "Always allow" must not allow more than it says.
    text:
      named.length > 0
        ? named.map(({ name, description }) => `${name}: ${description}`).join(" ")
        : fill("placeholder_text"),
    always: named.length > 0 ? `${always}: ${named.map(({ name }) => name).join(", ")}` : always,
  };
}

function readName(element: HTMLElement): string {
  return ["title", "aria-label", "alt"].map((name) => element.getAttribute(name)).find(Boolean) ?? "";
}

function readHost({ held }: Subject): string {
  for (const element of held) {
    const part = element.matches("video,audio") ? (element.querySelector("[data-src]") ?? element) : element;
    const address =
      element.getAttribute("data-src") ?? element.getAttribute("data-data") ?? part.getAttribute("data-src");
    const host = address === null ? "" : (toUrl(address)?.hostname.replace(/^www\./, "") ?? "");
    if (host) return host;
  }
  return "";
}

/** The address of a picture of the site's own; a third party's would be a request that nobody agreed to (L1). */
function readPreview(element: HTMLElement, { domain, subdomains }: TenantConfig): string | null {
  const url = element.dataset.preview ? toUrl(element.dataset.preview) : null;
  if (!url) return null;
  const isOwn = [location.host, domain, ...subdomains].includes(url.host);
  return url.protocol === "data:" || (/^https?:$/.test(url.protocol) && isOwn) ? url.href : null;
}

function toUrl(address: string): URL | null {
  try {
    return new URL(address, document.baseURI);
  } catch {
    return null;
  }
}
