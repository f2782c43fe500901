import type { TenantConfig } from "@cookiehub/schemas/types";
import type { Texts } from "../languages/texts.ts";
import type { Ui } from "../ui/ui.ts";
import contentCss from "./content.css?inline";
import panelCss from "./panel.css?inline";
import { PLACE_CSS } from "./place.ts";
import type { Need, Subject } from "./subject.ts";

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
  const src = readPreview(subject.element, config);
  content.append(
    src ? createElement("img", { class: "ch-preview", src, alt: "" }) : "",
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
function toWords(texts: Texts, { categories }: TenantConfig, { held, needs }: Subject) {
  const isNeeded = (kind: Need[0], wanted: string) => needs.some(([one, id]) => one === kind && id === wanted);
  const named = categories.filter(({ id }) => isNeeded("choices", id)).map(texts.category);
  const services = categories.flatMap((category) =>
    category.services.filter(({ id }) => isNeeded("services", id)).map(({ name }) => ({ name, category })),
  );
  const names = toList(named);
  const service = toList(services) || readHost(held) || names;
  const category = services[0] ? texts.category(services[0].category).name : "";
  const fill = (key: "placeholder_title" | "placeholder_text") =>
    texts.message(key).split("{service}").join(service).split("{category}").join(category);
  const always = texts.message("always_allow");
  return {
    title: fill("placeholder_title"),
    // "Always allow" must not allow more than it says.
    text: names ? named.map(({ name, description }) => `${name}: ${description}`).join(" ") : fill("placeholder_text"),
    always: names ? `${always}: ${names}` : always,
  };
}

function toList(named: readonly { readonly name: string }[]): string {
  return named.map(({ name }) => name).join(", ");
}

function readName(element: HTMLElement): string {
  return element.title || element.getAttribute("alt") || "";
}

function readHost(held: Subject["held"]): string {
  for (const element of held) {
    const address = element.querySelector("[data-src]") ?? element;
    const url = toUrl(address.getAttribute("data-src") ?? address.getAttribute("data-data") ?? "");
    if (url && url.host !== location.host) return url.host.replace(/^www\./, "");
  }
  return "";
}

/** The address of a picture of the site's own; a third party's would be a request that nobody agreed to (L1). */
function readPreview({ dataset }: HTMLElement, { domain, subdomains }: TenantConfig): string | false | null {
  const url = dataset.preview ? toUrl(dataset.preview) : null;
  const isOwn = url && (url.protocol === "data:" || [location.host, domain, ...subdomains].includes(url.host));
  return isOwn && url.href;
}

function toUrl(address: string): URL | null {
  try {
    return new URL(address, document.baseURI);
  } catch {
    return null;
  }
}
