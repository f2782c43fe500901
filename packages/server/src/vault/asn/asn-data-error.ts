/** Why a file of networks is not used. */
export type AsnFault =
  | "malformed"
  | "too_large"
  | "too_few"
  | "unreachable"
  | "bad_status"
  | "bad_redirect"
  | "unreadable";

/** There is no list of networks in what was given; the one at hand stays in use. */
export class AsnDataError extends Error {
  readonly code: AsnFault;
  constructor(code: AsnFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AsnDataError";
    this.code = code;
  }
}
