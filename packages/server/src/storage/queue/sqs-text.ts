import type { MessageAttributeValue } from "@aws-sdk/client-sqs";

/** A text as SQS carries it. */
export interface CarriedText {
  readonly text: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>> | undefined;
  /** What it counts for, in bytes, against the limits of a message and of a call. */
  readonly bytes: number;
}

/** The name of the attribute that says that a text was encoded. */
export const ENCODING = "cookiehub-encoding";
const BASE64_UTF16 = { DataType: "String", StringValue: "base64-utf16le" };
const ENCODING_BYTES = `${ENCODING}${BASE64_UTF16.DataType}${BASE64_UTF16.StringValue}`.length;
/** SQS carries no text without a character; this one is not base64. */
const EMPTY = "-";

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html says which characters are
// taken. Those beyond the first plane are among them, but not every server that speaks SQS takes them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: three of them are allowed.
const CARRIED = /^[\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd]+$/;

/** Makes any text one that SQS carries: as it is where it can be, so that it is readable in the queue. */
export function toCarriedText(body: string): CarriedText {
  if (CARRIED.test(body)) return { text: body, attributes: undefined, bytes: Buffer.byteLength(body) };
  const text = Buffer.from(body, "utf16le").toString("base64") || EMPTY;
  return { text, attributes: { [ENCODING]: BASE64_UTF16 }, bytes: text.length + ENCODING_BYTES };
}

/** Gives back the text that `toCarriedText` was given; a text of another sender stays as it is. */
export function fromCarriedText(
  text: string,
  attributes: Readonly<Record<string, MessageAttributeValue>> | undefined,
): string {
  if (attributes?.[ENCODING]?.StringValue !== BASE64_UTF16.StringValue) return text;
  return text === EMPTY ? "" : Buffer.from(text, "base64").toString("utf16le");
}
