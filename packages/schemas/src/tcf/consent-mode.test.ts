import { expect, test } from "vitest";
import { toIdRanges } from "../signals/id-ranges.ts";
import { toTcfConsentMode } from "./consent-mode.ts";

test.each([
  [[], "denied", "denied", "denied"],
  [[1], "granted", "denied", "denied"],
  [[1, 7], "granted", "granted", "denied"],
  [[7], "denied", "denied", "denied"],
  [[3, 4], "denied", "denied", "granted"],
  [[3], "denied", "denied", "denied"],
  [[1, 2, 3, 4, 5, 6, 7], "granted", "granted", "granted"],
] as const)("C16: purposes %j say what Google's tags derive from them", (purposes, storage, user, personal) => {
  expect(toTcfConsentMode({ purposeConsents: toIdRanges(purposes) })).toEqual({
    ...{ ad_storage: storage, ad_user_data: user, ad_personalization: personal },
  });
});
