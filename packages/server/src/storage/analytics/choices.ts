import type { ConsentEventRow } from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import { type DecisionOutcome, toDecisionOutcome } from "./outcome.ts";
import { readOrAdd } from "./read-or-add.ts";

/** What decisions can say: which categories were asked about, and which were agreed to. */
export interface Choice {
  /** Stands in rollups for an outcome and for every category. */
  readonly number: number;
  readonly outcome: DecisionOutcome;
  /** Each category that was asked about, with whether it was agreed to. */
  readonly categories: readonly (readonly [category: string, isConsented: boolean])[];
}

/** Prepares the numbering of choices, begun anew with each load, as a dictionary is. */
export function prepareChoices(database: Database): () => (row: ConsentEventRow) => Choice {
  const read = database
    .prepare<[string, string], number>("SELECT choice FROM choices WHERE disclosed = ? AND consented = ?")
    .pluck();
  const add = database.prepare<[string, string, string]>(
    "INSERT INTO choices (disclosed, consented, outcome) VALUES (?, ?, ?)",
  );
  const addCategory = database.prepare<[number, string, number]>(
    "INSERT INTO choice_categories (choice, category, is_consented) VALUES (?, ?, ?)",
  );

  function createChoice(
    { categoriesDisclosed, categoriesConsented }: ConsentEventRow,
    texts: [string, string],
  ): Choice {
    const outcome = toDecisionOutcome(categoriesDisclosed, categoriesConsented);
    const agreed = new Set(categoriesConsented);
    const categories = [...new Set(categoriesDisclosed)].map((category) => [category, agreed.has(category)] as const);
    const known = read.get(...texts);
    if (known !== undefined) return { number: known, outcome, categories };
    const number = Number(add.run(...texts, outcome).lastInsertRowid);
    for (const [category, isConsented] of categories) addCategory.run(number, category, isConsented ? 1 : 0);
    return { number, outcome, categories };
  }

  return () => {
    const known = new Map<string, Map<string, Choice>>();
    return (row) => {
      const disclosed = JSON.stringify(row.categoriesDisclosed);
      const consented = JSON.stringify(row.categoriesConsented);
      const sameDisclosed = readOrAdd(known, disclosed, () => new Map<string, Choice>());
      return readOrAdd(sameDisclosed, consented, () => createChoice(row, [disclosed, consented]));
    };
  };
}
