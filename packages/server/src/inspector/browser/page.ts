import { SignalStringError } from "@cookiehub/schemas/signals";
import { inspectString } from "../inspect-string.ts";
import type { InspectedPart, Inspection } from "../inspection.ts";

// The page of the consent string inspector: what is typed, pasted, or stands behind the address's #, in words.

interface Places {
  /** What is read aloud: the kind, or why nothing could be read. */
  readonly verdict: HTMLElement;
  readonly result: HTMLElement;
}

function show(text: string, { verdict, result }: Places): void {
  const { kind, parts, fault } = text.trim() ? read(text) : { kind: "", parts: [], fault: "" };
  verdict.textContent = fault || kind;
  verdict.className = fault ? "objection" : "";
  result.replaceChildren(...parts.map(toSection));
}

function read(text: string): Pick<Inspection, "kind" | "parts"> & { readonly fault: string } {
  try {
    const { kind, parts } = inspectString(text);
    return { kind: `Read as: ${kind}.`, parts, fault: "" };
  } catch (error) {
    if (!(error instanceof SignalStringError)) throw error;
    return { kind: "", parts: [], fault: `This is no string that can be read: it ${error.message}.` };
  }
}

function toSection({ title, source, rows, objections }: InspectedPart): HTMLElement {
  const section = document.createElement("section");
  section.append(create("h2", title));
  if (source) section.append(create("code", source));
  section.append(...objections.map((words) => create("p", words, "objection")));
  if (rows.length === 0) return section;
  const table = document.createElement("table");
  for (const { label, value, note } of rows) {
    const row = table.insertRow();
    const head = create("th", label);
    head.setAttribute("scope", "row");
    const cell = create("td", value);
    if (note) cell.append(" ", create("span", `(${note})`));
    row.append(head, cell);
  }
  section.append(table);
  return section;
}

function create(tag: string, text: string, className = ""): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

const input = document.querySelector("textarea");
const verdict = document.querySelector<HTMLElement>("#verdict");
const result = document.querySelector<HTMLElement>("#result");
if (input && verdict && result) {
  const places = { verdict, result };
  input.addEventListener("input", () => show(input.value, places));
  // What stands behind # is never sent to a server. A browser that goes back may have filled the field already.
  const linked = location.hash.slice(1);
  if (linked) input.value = linked;
  show(input.value, places);
}
