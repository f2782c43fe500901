import { readTcString, SignalStringError, type TcModel, toTcfConsentMode } from "@cookiehub/schemas/signals";
import { AD_TYPES, type AdMode } from "./kept-string.ts";

/** A string with what it says. */
export interface MadeString {
  readonly tcString: string;
  readonly model: TcModel;
}

/** Reads a kept string; `null`: it is none. */
export function readString(tcString: string): MadeString | null {
  try {
    return { tcString, model: readTcString(tcString) };
  } catch (error) {
    if (error instanceof SignalStringError) return null;
    throw error;
  }
}

/** What a string says to Google's tags (C16). */
export function toAdMode(model: TcModel): AdMode {
  const mode = toTcfConsentMode(model);
  return AD_TYPES.map((type) => (mode[type] === "granted" ? "1" : "0")).join("");
}
