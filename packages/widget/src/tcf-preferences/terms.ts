import type { Child } from "../ui/element.ts";
import type { TcfContext } from "./context.ts";

/** Creates terms, each with what belongs to it; a term with nothing is left out. */
export function createTerms(
  { runtime }: TcfContext,
  details: readonly (readonly [term: string, values: readonly Child[]])[],
): HTMLElement {
  const { createElement } = runtime.ui;
  const rows = details
    .map(([term, values]) => [term, values.filter(Boolean)] as const)
    .filter(([, values]) => values.length > 0)
    .map(([term, values]) =>
      createElement(
        "div",
        {},
        createElement("dt", {}, term),
        ...values.map((value) => createElement("dd", {}, createElement("bdi", {}, value))),
      ),
    );
  return createElement("dl", { class: "ch-details ch-small" }, ...rows);
}
