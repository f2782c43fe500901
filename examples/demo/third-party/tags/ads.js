// A stand-in for an advertising script: a first-party cookie, and a pixel that tries to set a third-party one.
(() => {
  const origin = new URL(document.currentScript.src).origin;
  // biome-ignore lint/suspicious/noDocumentCookie: it stands for tags that do just this
  document.cookie = `_ads_id=${crypto.randomUUID()}; path=/; max-age=7776000; SameSite=Lax`;
  window.demoTags = [...(window.demoTags ?? []), "ads"];
  const send = (event) => {
    new Image().src = `${origin}/pixel.gif?${new URLSearchParams({ tag: "ads", event, page: location.pathname })}`;
  };
  window.adventureAds = { convert: () => send("conversion") };
  send("view");
})();
