import { startPageApi, toTcfParameters } from "../packages/widget/src/iab/page-api.ts";
import { createTestApi, type TestApi } from "../packages/widget/test/tcf-kit.ts";

declare global {
  interface Window {
    /** Changes what `__tcfapi` tells. */
    testApi?: TestApi;
  }
}

// What a main script does for `__tcfapi`, with a choice that the test sets.
const api = createTestApi({ eventStatus: "cmpuishown" });
window.testApi = api;
startPageApi(window, {
  name: "__tcfapi",
  createCall: () => api.call,
  toParameters: toTcfParameters,
  // Seen by the test, which takes no error of a page.
  onError: reportError,
});
