// A stand-in for a visitor-counting script: a first-party cookie, and a hit for each thing it is told.
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const known = /(?:^|; )_na_id=([^;]+)/.exec(document.cookie);
  const id = known ? known[1] : crypto.randomUUID();
  // biome-ignore lint/suspicious/noDocumentCookie: it stands for tags that do just this
  document.cookie = `_na_id=${id}; path=/; max-age=31536000; SameSite=Lax`;
  window.demoTags = [...(window.demoTags ?? []), "analytics"];
  window.northern = {
    track(event) {
      const query = new URLSearchParams({ tag: "analytics", event, page: location.pathname, id });
      navigator.sendBeacon(`${origin}/collect?${query}`);
    },
  };
})();
