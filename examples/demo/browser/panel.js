// The live panel: asks the page's own CookieHub what is blocked, and the shop's back end for the rest.
const POLL_MS = 1000;
const place = (id) => document.querySelector(`[data-panel="${id}"]`);

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

// Replacing only what changed keeps a reader's place and a selection alive.
function show(id, nodes) {
  const target = place(id);
  const next = element("div", "", ...nodes);
  if (target.firstElementChild?.isEqualNode(next)) return;
  target.replaceChildren(next);
}

const pair = (label, value) =>
  element("div", "panel-pair", element("span", "panel-label", label), element("span", "panel-value", value));
const note = (text) => element("p", "", text);
const time = (at) => new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });

function bar(label, count, most) {
  const fill = element("span", "panel-fill");
  fill.style.setProperty("--share", `${most > 0 ? (100 * count) / most : 0}%`);
  const track = element("span", "panel-track", fill);
  return element("div", "panel-bar", element("span", "", label), track, element("span", "panel-count", String(count)));
}

/** Shows bars, and keeps those that stand so that their change can be seen. */
function showBars(id, bars) {
  const target = place(id);
  const most = Math.max(0, ...bars.map(([, count]) => count));
  const isSame =
    target.children.length === bars.length &&
    bars.every(([label], index) => target.children[index].firstChild.textContent === label);
  if (!isSame) target.replaceChildren(...bars.map(([label, count]) => bar(label, count, most)));
  bars.forEach(([, count], index) => {
    const row = target.children[index];
    row.lastChild.textContent = String(count);
    row.querySelector(".panel-fill").style.setProperty("--share", `${most > 0 ? (100 * count) / most : 0}%`);
  });
}

function toTagName(item) {
  if (!item.src) return "Inline snippet";
  const { pathname, searchParams } = new URL(item.src, location.href);
  const name = searchParams.get("tag") ?? pathname.slice(1);
  return { iframe: `${name} (frame)`, img: `${name} (image)` }[item.kind] ?? name;
}

function showHint() {
  const snapshot = window.cookiehub?.getSnapshot?.();
  if (!snapshot?.regulation) return;
  const rule = snapshot.decided ? "The visitor has decided." : "The visitor has not decided yet.";
  place("hint").textContent =
    `${rule} Rules of this place: ${snapshot.regulation}. Language: ${document.documentElement.lang}.`;
}

function showTags() {
  const items = window.cookiehub?.blocked?.() ?? [];
  const rows = items.map((item) => {
    const chip = element(
      "span",
      `panel-chip ${item.released ? "is-released" : "is-blocked"}`,
      item.released ? "Released" : "Blocked",
    );
    const needs = [...item.categories, ...item.services].join(", ");
    return element("li", "", element("span", "panel-name", toTagName(item)), element("span", "", needs), chip);
  });
  show("tags", rows.length ? [element("ul", "", ...rows)] : [note("CookieHub is not there: every tag stays blocked.")]);
}

function showCookie(cookie) {
  if (!cookie) return show("cookie", [note("No cookie: nothing was chosen yet, and nothing is kept.")]);
  if (!cookie.choice) return show("cookie", [note("The cookie is damaged: it counts as no choice.")]);
  const { granted, denied, decidedAtMs, expiresAtMs, deviceId } = cookie.choice;
  show("cookie", [
    pair("Allowed", granted.join(", ") || "nothing"),
    pair("Refused", denied.join(", ") || "nothing"),
    pair("Decided", time(decidedAtMs)),
    pair("Asked again", time(expiresAtMs)),
    pair("This browser", deviceId),
  ]);
}

function showRecord(record) {
  if (!record?.consent_id) return show("record", [note("The server has no record of this browser.")]);
  const allowed = Object.entries(record.categories).filter(([, state]) => state.consented);
  show("record", [
    pair(
      "Status",
      { full: "everything allowed", partial: "partly allowed", none: "all refused" }[record.status] ?? record.status,
    ),
    pair("Allowed", allowed.map(([id]) => id).join(", ")),
    pair("Regulation", record.regulation),
  ]);
}

function showAudit(entries) {
  const rows = entries.map((entry) => {
    const line = element("b", "", entry.action.replaceAll("_", " "));
    return element("li", "", line, ` ${time(entry.at)}`, element("code", "", entry.leaf_hash));
  });
  show("audit", rows.length ? [element("ul", "", ...rows)] : [note("No entry yet.")]);
}

function showHits(hits) {
  const bars = Object.entries(hits);
  if (bars.length) showBars("hits", bars);
  else show("hits", [note("None: not one request has left for the third party.")]);
}

function showFigures({ status, funnel }) {
  if (!status || !funnel) return;
  showBars("status", [
    ["All allowed", status.all_allowed],
    ["Partly", status.partial],
    ["All refused", status.all_denied],
  ]);
  showBars("funnel", [
    ["Banner seen", funnel.impressions],
    ["Settings opened", funnel.dialogs_opened],
    ["Decided", funnel.decisions],
  ]);
}

function showState(state) {
  place("server").textContent = state.isServerUp
    ? "CookieHub answers."
    : "CookieHub does not answer. The shop goes on.";
  showHits(state.hits);
  showCookie(state.cookie);
  if (!state.isServerUp) return;
  showRecord(state.record);
  showAudit(state.audit);
  showFigures(state);
}

async function refresh() {
  showTags();
  showHint();
  if (document.visibilityState !== "visible") return;
  try {
    const answer = await fetch("/panel/state", { cache: "no-store" });
    if (!answer.ok) throw new Error(`The shop answered ${answer.status}`);
    showState(await answer.json());
  } catch {
    place("server").textContent = "The demo does not answer. Was it ended?";
  }
}

function forget() {
  for (const pairText of document.cookie.split("; ")) {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store needs https in some browsers
    document.cookie = `${pairText.split("=")[0]}=; path=/; max-age=0`;
  }
  localStorage.clear();
  sessionStorage.clear();
  location.reload();
}

document.querySelector("[data-panel-forget]").addEventListener("click", forget);
await refresh();
setInterval(refresh, POLL_MS);
