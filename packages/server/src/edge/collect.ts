import { randomUUID } from "node:crypto";
import type { ConsentEvent } from "@cookiehub/schemas/types";
import type { Agent } from "../consent/agent.ts";
import type { EventQueue } from "../storage/ports.ts";
import type { TenantDirectory } from "../tenants/directory.ts";
import { checkOrigin } from "../tenants/origin.ts";
import type { ConsentMessage } from "../vault/parsers/consent-message.ts";

export interface CollectCommand {
  readonly events: readonly ConsentEvent[];
  readonly origin: string | undefined;
  readonly location: string | null;
  readonly agent: Agent;
  /** Throws when this tenant's visitors report too much. */
  readonly admit: (tenantId: string) => void;
}

/** Takes browser events; resolves when all of them are durable in the queue. */
export type Collector = (command: CollectCommand) => Promise<number>;

/**
 * Creates the collector. An event that may not be sent refuses the whole request. A queue that fails may have taken some of
 * them: sent again with their ids, they are counted once.
 */
export function createCollector(tenants: TenantDirectory, queue: EventQueue, now: () => number): Collector {
  return async ({ events, origin, location, agent, admit }) => {
    const receivedAt = new Date(now()).toISOString();
    const bodies: string[] = [];
    const admitted = new Set<string>();
    for (const event of events) {
      const { tenantId, config } = await tenants.get(event.code);
      checkOrigin(origin, config);
      if (!admitted.has(tenantId)) admit(tenantId);
      admitted.add(tenantId);
      const message: ConsentMessage = {
        v: 3,
        received_at: receivedAt,
        location,
        agent,
        required: config.categories.filter((category) => category.required).map((category) => category.id),
        event: { ...event, event_id: event.event_id ?? randomUUID() },
      };
      bodies.push(JSON.stringify(message));
    }
    await queue.send(bodies);
    return bodies.length;
  };
}
