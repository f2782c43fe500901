import { SignalStringError } from "./signal-string-error.ts";

type UspAnswer = "Y" | "N" | "-";

/** What a US privacy string says: section 6, `uspv1`, which is deprecated (IAB CCPA framework, "US Privacy String"). */
export interface UspModel {
  readonly Version: 1;
  readonly Notice: UspAnswer;
  readonly OptOutSale: UspAnswer;
  readonly LspaCovered: UspAnswer;
}

/** Reads a US privacy string such as `1YNN`. Throws `SignalStringError`, and nothing else. */
export function readUspString(text: string): UspModel {
  const [, notice, sale, lspa] = /^1([YN-])([YN-])([YN-])$/.exec(text) ?? [];
  if (!isAnswer(notice) || !isAnswer(sale) || !isAnswer(lspa)) {
    throw new SignalStringError("value", "must be 1 and three letters, each Y, N or -");
  }
  return { Version: 1, Notice: notice, OptOutSale: sale, LspaCovered: lspa };
}

/** Writes a US privacy string. Throws `SignalStringError` for a model that none can hold. */
export function toUspString({ Version, Notice, OptOutSale, LspaCovered }: UspModel): string {
  const text = `${Version}${Notice}${OptOutSale}${LspaCovered}`;
  readUspString(text);
  return text;
}

function isAnswer(letter: string | undefined): letter is UspAnswer {
  return letter === "Y" || letter === "N" || letter === "-";
}
