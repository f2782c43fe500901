import fc from "fast-check";
import { expect, test } from "vitest";
import { fromCarriedText, toCarriedText } from "./sqs-text.ts";

// What the service takes: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
function isTaken(text: string): boolean {
  const isAllowed = (code: number) =>
    [9, 10, 13].includes(code) || (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd);
  return text.length > 0 && [...text].every((character) => isAllowed(character.codePointAt(0) ?? 0));
}

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("a", "\0", "\ufffe", "\uffff", "\ud83c", "\udf6a", "🍪", "\n", "-") }),
);

test("any text comes back as it was, and the service takes what is carried", () => {
  fc.assert(
    fc.property(anyText, (body) => {
      const carried = toCarriedText(body);
      expect(isTaken(carried.text)).toBe(true);
      expect(fromCarriedText(carried.text, carried.attributes)).toBe(body);
    }),
  );
});

test("JSON stays readable in the queue, and a text of another sender is left alone", () => {
  const body = JSON.stringify({ path: "/über/%F0%9F%8D%AA", at: "\n" });
  expect(toCarriedText(body)).toEqual({ text: body, attributes: undefined, bytes: Buffer.byteLength(body) });
  expect(fromCarriedText("LQ==", undefined)).toBe("LQ==");
  const foreign = { "cookiehub-encoding": { DataType: "String", StringValue: "rot13" } };
  expect(fromCarriedText("-", foreign)).toBe("-");
});
