import { type Peer, renderHeldTags, renderTagList } from "./peer.ts";

const script = (address: string) => `<script defer src="${address}"></script>`;
const styles = (address: string) => `<link rel="stylesheet" href="${address}">`;

/** The open banners that ours is held against; every script is deferred, which harms a page least. */
export const PEERS: readonly Peer[] = [
  {
    packageName: "vanilla-cookieconsent",
    id: "vanilla-cookieconsent",
    bundles: ["vanilla-cookieconsent.ts"],
    copies: ["dist/cookieconsent.css"],
    bannerSelector: "#cc-main",
    acceptSelector: "#cc-main .cm [data-role=all]",
    renderHead: (base, tags) => `${renderHeldTags(tags, 'type="text/plain" data-category="analytics"', "data-src")}
${styles(`${base}/cookieconsent.css`)}
${script(`${base}/vanilla-cookieconsent.js`)}`,
  },
  {
    packageName: "klaro",
    id: "klaro",
    bundles: ["klaro-config.ts"],
    // Its builds without translations weigh the same, and the one without styles needs them beside it.
    copies: ["dist/klaro.js"],
    bannerSelector: "#klaro",
    acceptSelector: "#klaro .cookie-notice .cm-btn-success",
    renderHead: (
      base,
      tags,
    ) => `${renderHeldTags(tags, 'type="text/plain" data-type="text/javascript" data-name="statistics"', "data-src")}
${script(`${base}/klaro-config.js`)}
${script(`${base}/klaro.js`)}`,
  },
  {
    packageName: "tarteaucitronjs",
    id: "tarteaucitron",
    bundles: ["tarteaucitron-setup.ts"],
    // It loads its services, styles and language itself, from where it was loaded.
    copies: [
      "tarteaucitron.min.js",
      "tarteaucitron.services.min.js",
      "css/tarteaucitron.min.css",
      "lang/tarteaucitron.en.min.js",
    ],
    bannerSelector: "#tarteaucitronRoot",
    acceptSelector: "#tarteaucitronPersonalize2",
    renderHead: (base, tags) => `${renderTagList(tags)}
${script(`${base}/tarteaucitron.min.js`)}
${script(`${base}/tarteaucitron-setup.js`)}`,
  },
  {
    packageName: "@c15t/react",
    id: "c15t-react",
    bundles: ["c15t-react.ts", "c15t-react.css"],
    copies: [],
    bannerSelector: "[data-testid^=consent-banner]",
    acceptSelector: "[data-testid=consent-banner-accept-button]",
    renderHead: (base, tags) => `${renderTagList(tags)}
${styles(`${base}/c15t-react.css`)}
${script(`${base}/c15t-react.js`)}`,
  },
];
