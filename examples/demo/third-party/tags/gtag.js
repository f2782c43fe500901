// A stand-in shaped like Google's tag: it works off `dataLayer`, knows consent by `default` and `update` commands (only
// when they are `arguments` objects, C3), and sends hits with a `gcs` state (C12) while analytics storage is granted.
(() => {
  const script = document.currentScript;
  const { origin, searchParams } = new URL(script.src);
  const consent = {};
  const layer = window.dataLayer ?? [];
  window.dataLayer = layer;
  window.demoTags = [...(window.demoTags ?? []), "gtag"];

  const digit = (type) => (consent[type] === "denied" ? "0" : "1");
  const send = (event) => {
    if (consent.analytics_storage === "denied") return;
    const gcs = `G1${digit("ad_storage")}${digit("analytics_storage")}`;
    const query = new URLSearchParams({
      tag: "gtag",
      event,
      gcs,
      id: searchParams.get("id") ?? "",
      page: location.pathname,
    });
    navigator.sendBeacon(`${origin}/g/collect?${query}`);
  };
  const run = (entry) => {
    if (Object.prototype.toString.call(entry) !== "[object Arguments]") return;
    const [command, name, value] = entry;
    if (command === "consent") Object.assign(consent, value);
    else if (command === "config") send("page_view");
    else if (command === "event") send(name);
  };

  // Consent commands that wait in the queue count before the hits that wait in it, as in Google's own tag.
  const waiting = [...layer];
  for (const entry of waiting) if (entry[0] === "consent") run(entry);
  for (const entry of waiting) if (entry[0] !== "consent") run(entry);
  const push = layer.push.bind(layer);
  layer.push = (...entries) => {
    const length = push(...entries);
    entries.forEach(run);
    return length;
  };
})();
