/** What is wrong with a TC or GPP string. */
export type SignalStringFault =
  | "too_long"
  | "alphabet"
  | "version"
  | "segment"
  | "cut_short"
  | "trailing_bits"
  | "language"
  | "id"
  | "ranges"
  | "value"
  | "sections";

/** A TC or GPP string is not one. The message says what to correct; it never repeats the string. */
export class SignalStringError extends Error {
  readonly code: SignalStringFault;

  constructor(code: SignalStringFault, message: string) {
    super(message);
    this.name = "SignalStringError";
    this.code = code;
  }
}
