import type { BlockedTag, ConsentSnapshot, CookieHub, InitOptions } from "./index.ts";
import { init } from "./index.ts";
import { useIsAllowed, type useConsent as useReactConsent } from "./react.ts";
import { headStub } from "./stub.ts";
import { ConsentGate, useConsent as useVueConsent } from "./vue.ts";

// What a site may write, and what the compiler has to refuse. Nothing here runs.
type Identical<Left, Right> =
  (<Any>() => Any extends Left ? 1 : 2) extends <Any>() => Any extends Right ? 1 : 2 ? true : false;
type Assert<Fact extends true> = Fact;

declare const cookiehub: CookieHub;

const shop: InitOptions = { tenant: "demo0001", endpoint: "https://consent.example" };
export const started: CookieHub = init(shop);
init({ ...shop, language: "de", addOns: [{ name: "own", onConsent: (now) => void now.choices.analytics }] });

// @ts-expect-error a tenant is needed
init({ endpoint: "https://consent.example" });
// @ts-expect-error an endpoint is needed
init({ tenant: "demo0001" });
// @ts-expect-error no such option
init({ ...shop, theme: "dark" });
// @ts-expect-error an add-on has a name
init({ ...shop, addOns: [{ start() {} }] });
// @ts-expect-error no such hook
init({ ...shop, addOns: [{ name: "own", onDecision() {} }] });

cookiehub.on("consent", (snapshot) => snapshot.choices.analytics);
cookiehub.on("show", (view) => {
  // @ts-expect-error nothing is never shown
  return view === "none";
});
cookiehub.on("error", (error) => error.message);
const stop: () => void = cookiehub.on("change", () => {});
stop();
// @ts-expect-error no such event
cookiehub.on("accept", () => {});
// @ts-expect-error an event has a listener
cookiehub.on("change");
// @ts-expect-error the listener of `change` is given a snapshot, no error
cookiehub.on("change", (error: Error) => error);

cookiehub.save({ analytics: true }, { maps: false });
// @ts-expect-error a category is allowed or not
cookiehub.save({ analytics: "granted" });
// @ts-expect-error what holds is read, never written
cookiehub.getSnapshot().decided = true;
// @ts-expect-error neither are its choices
cookiehub.getSnapshot().choices.analytics = true;
// @ts-expect-error there is no such status
cookiehub.getSnapshot().status === "accepted";
cookiehub.push((api) => api.open(), { name: "own" });
// @ts-expect-error neither a callback nor an add-on
cookiehub.push("open");
// @ts-expect-error an identity has a token
cookiehub.identify({ userId: "u1" });

headStub({ regions: [{ region: ["US"], granted: ["ad_storage"] }], waitForUpdateMs: 1000 });
// @ts-expect-error no signal of Consent Mode
headStub({ regions: [{ region: ["US"], granted: ["cookies"] }] });

// @ts-expect-error ids are texts
useIsAllowed(1);
// @ts-expect-error what Vue is given is read only
useVueConsent().value = cookiehub.getSnapshot();
// @ts-expect-error no such mark
new ConsentGate({ purpose: "marketing" });

export type Facts = [
  Assert<Identical<Awaited<CookieHub["ready"]>, ConsentSnapshot>>,
  Assert<Identical<ReturnType<typeof useReactConsent>, ConsentSnapshot>>,
  Assert<Identical<ReturnType<typeof useVueConsent>["value"], ConsentSnapshot>>,
  Assert<Identical<ReturnType<CookieHub["blocked"]>, readonly BlockedTag[]>>,
];
