import { expect, test } from "vitest";
import { isNoneMatch } from "./etag.ts";

const ETAG = '"abc-br"';

test.each(['"abc-br"', 'W/"abc-br"', '"x", "abc-br"', '"x",W/"abc-br" , "y"', "*", ' "abc-br" '])(
  "If-None-Match: %s names the answer",
  (header) => expect(isNoneMatch(header, ETAG)).toBe(true),
);

test.each([undefined, "", "abc-br", '"abc"', '"abc-br-2"', 'w/"abc-br"', '"x", "y"', '"**"'])(
  "If-None-Match: %s does not",
  (header) => expect(isNoneMatch(header, ETAG)).toBe(false),
);
