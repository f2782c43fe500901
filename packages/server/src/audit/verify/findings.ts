/** What a check found wrong, in plain words; bounded, because one lost file can make a thousand follow. */
export interface Findings {
  readonly list: readonly string[];
  add(text: string): void;
}

const FINDINGS_MAX = 100;

export function createFindings(): Findings {
  const list: string[] = [];
  return {
    list,
    add: (text) => {
      if (list.length < FINDINGS_MAX) list.push(text);
      else if (list.length === FINDINGS_MAX)
        list.push("There is more that is wrong; only the first hundred are listed.");
    },
  };
}
