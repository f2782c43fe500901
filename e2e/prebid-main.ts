import pbjs from "prebid.js";
import "prebid.js/modules/appnexusBidAdapter";
import "prebid.js/modules/consentManagementGpp";
import "prebid.js/modules/consentManagementTcf";

// What an ad stack does: it waits for the platform's answer, and hands it to whoever bids.
interface Prebid {
  setConfig(config: object): void;
  addAdUnits(units: object[]): void;
  requestBids(request: object): void;
  processQueue(): void;
}
const prebid = pbjs as unknown as Prebid;
const TIMEOUT_MS = 60_000;

const api = { cmpApi: "iab", timeout: TIMEOUT_MS };
const hasTcf = "__tcfapi" in window;
prebid.setConfig({
  consentManagement: { ...(hasTcf && { gdpr: { ...api, defaultGdprScope: true } }), gpp: api },
});
prebid.addAdUnits([
  {
    code: "slot",
    mediaTypes: { banner: { sizes: [[300, 250]] } },
    bids: [{ bidder: "appnexus", params: { placementId: 1 } }],
  },
]);
prebid.processQueue();
prebid.requestBids({});
