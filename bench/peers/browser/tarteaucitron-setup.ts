import { CATEGORIES } from "../texts.ts";

interface Tarteaucitron {
  init(settings: Readonly<Record<string, unknown>>): void;
  addScript(address: string): void;
  services: Record<string, unknown>;
  job?: string[];
}

const { tarteaucitron, benchTags } = window as unknown as {
  tarteaucitron: Tarteaucitron;
  benchTags: readonly { readonly src?: string }[];
};

tarteaucitron.init({
  privacyUrl: "",
  orientation: "bottom",
  groupServices: true,
  DenyAllCta: true,
  AcceptAllCta: true,
  bingConsentMode: false,
  pianoConsentMode: false,
});

// Its only means is a service that loads scripts: a tag with a text of its own is loaded as well.
const loadTags = () => {
  for (const [number, { src }] of benchTags.entries()) tarteaucitron.addScript(src ?? `/tag.js?${number}`);
};

// A name such as `analytics` is one of its 239 own services.
const createService = (category: keyof typeof CATEGORIES, type: string, js: () => void) => ({
  key: `bench-${category}`,
  type,
  name: CATEGORIES[category].title,
  uri: "",
  needConsent: true,
  cookies: [],
  js,
});

// Its services come in a file that is loaded after this one, and a service has to be known by then.
const services = [
  createService("functional", "other", () => undefined),
  createService("analytics", "analytic", loadTags),
  createService("marketing", "ads", () => undefined),
];
tarteaucitron.job = services.map(({ key }) => key);
for (const service of services) tarteaucitron.services[service.key] = service;
