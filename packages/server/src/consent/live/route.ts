import { resolveRegulation } from "@cookiehub/schemas/rules";
import { toAddressPrefix } from "../../http/address.ts";
import type { ApiRequest, Route } from "../../http/route.ts";
import type { RelationalStore } from "../../storage/ports.ts";
import type { Unit } from "../../storage/unit.ts";
import { toCheckAnswer } from "../check.ts";
import { COUNTRY, type ConsentRouteParts, DEVICE, readDevice, readTenant, refusal, TENANT } from "../request.ts";
import type { ListenCommand, LivePosition } from "./listener.ts";
import type { LiveEvents } from "./live-events.ts";

export interface EventsRouteParts extends Pick<ConsentRouteParts, "tenants" | "locations"> {
  readonly live: LiveEvents;
  readonly store: RelationalStore;
  readonly now: () => number;
  /** Whether an address stands for everybody behind it. */
  readonly isTrusted: (address: string) => boolean;
}

/** Makes `GET /api/v1/consent/events`. Who knows the device may listen, as it may read: no origin is asked for. */
export function createEventsRoute(parts: EventsRouteParts): Route {
  return {
    method: "GET",
    path: "/api/v1/consent/events",
    group: "consent",
    summary: "Hear of changes of a device's consent as they happen",
    description:
      "Server-Sent Events: an event `consent` whose data is what `GET /api/v1/consent` would answer now, when the consent of the device, or of the user it is linked to, changed anywhere. With `Last-Event-ID` a change that was missed is sent at once; without it the present state is taken as known: open the stream first, then read. A connection lasts an hour at most; browsers connect again by themselves.",
    parameters: [
      TENANT,
      DEVICE,
      COUNTRY,
      {
        name: "Last-Event-ID",
        in: "header",
        queryTwin: "last_event_id",
        description: "Id of the last event heard; browsers send it by themselves.",
        example: "none",
      },
    ],
    answers: {
      200: { description: "The stream", mediaType: "text/event-stream" },
      400: refusal("Tenant or device missing or malformed"),
      404: refusal("The tenant is not configured here"),
      429: refusal("Too many listeners, or too many calls: `Retry-After` says when to try again"),
      503: refusal("The store does not answer, or the server is stopping"),
    },
    isCrossOrigin: true,
    handle: async (request) => {
      const { tenantId } = await readTenant(request, parts.tenants);
      const stream = parts.live.listen(toCommand(parts, request, tenantId, readDevice(request)));
      const headers = {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-store, no-transform",
        // nginx would collect events until its buffer is full.
        "X-Accel-Buffering": "no",
      };
      return { status: 200, headers, stream };
    },
  };
}

function toCommand(parts: EventsRouteParts, request: ApiRequest, tenantId: string, deviceId: string): ListenCommand {
  const location = parts.locations.read(request);
  const gpc = request.header("sec-gpc") === "1";
  const { clientAddress } = request;
  return {
    tenantId,
    deviceId,
    addressPrefix: parts.isTrusted(clientAddress) ? "" : toAddressPrefix(clientAddress),
    lastEventId: request.header("last-event-id") || request.query("last_event_id") || undefined,
    readPosition: async () => {
      const { store, now } = parts;
      const { repositories } = store;
      function* readUnit(): Unit<Omit<LivePosition, "answer"> & { record: Parameters<typeof toCheckAnswer>[2] }> {
        const link = yield* repositories.links.find(tenantId, deviceId);
        const record = yield* repositories.consents.current(tenantId, deviceId);
        return { id: record?.auditId ?? "none", userId: link?.userId ?? null, record };
      }
      // From the store and not from a cache: the id says what the browser knows from now on, so it must not be newer
      // than the state beside it. The tenant's configuration may be another by now.
      const { record, ...position } = await store.read(readUnit);
      const tenant = await parts.tenants.get(tenantId);
      const regulation = resolveRegulation(location, tenant.config.regulations);
      const answer = toCheckAnswer(tenant, deviceId, record, regulation, gpc, now());
      return { ...position, answer: JSON.stringify(answer) };
    },
  };
}
