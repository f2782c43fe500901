import { type Command, DEVICES, type Place, STRANGER } from "./commands.ts";
import { expectSame } from "./expect-same.ts";
import { createModelTenant, type ModelConfig, type ModelTenant, toExpectedCheck, toModelCategory } from "./model.ts";
import { provePast, takeMessages } from "./past.ts";
import { type Sequence, steps } from "./steps.ts";
import { createWitness } from "./witness.ts";
import { createWorld, type WorldParts } from "./world.ts";

const PLACES: readonly Place[] = ["DE", "US-CA", null];
const HOUR = 3_600_000;

/** Runs a sequence through the server and the model side by side, and compares what each says after every step. */
export async function runSequence(parts: WorldParts, commands: readonly Command[]): Promise<void> {
  const world = createWorld(parts);
  const sequence: Sequence = {
    world,
    tenants: [createModelTenant(), createModelTenant()],
    witnesses: [createWitness(), createWitness()],
    requests: [[], []],
  };
  for (const [number, command] of commands.entries()) {
    await runStep(sequence, command);
    await compareChecks(sequence, `after step ${number + 1}: ${command.do}`, [toContext(number)]);
  }
  const contexts = PLACES.flatMap((place) => [false, true].map((gpc) => ({ place, gpc })));
  await compareChecks(sequence, "at the end", contexts);
  const sent = await takeMessages(world.store);
  for (const index of [0, 1] as const) await provePast(world, world.names[index], sequence.tenants[index], sent);
}

async function runStep(sequence: Sequence, command: Command): Promise<void> {
  switch (command.do) {
    case "wait":
      return sequence.world.wait(command.hours * HOUR);
    case "publish":
      sequence.tenants[command.tenant].config = toPublished(sequence.tenants[command.tenant].config, command.change);
      return;
    case "update":
      return steps.update(sequence, command);
    case "replay":
      return steps.replay(sequence, command);
    case "withdraw":
      return steps.withdraw(sequence, command);
    case "migrate":
      return steps.migrate(sequence, command);
    case "unlink":
      return steps.unlink(sequence, command.tenant, command.device);
    case "erase":
      return steps.erase(sequence, command.tenant, command.whose);
    case "export":
      return steps.export(sequence, command.tenant, command.whose);
  }
}

interface Context {
  readonly place: Place;
  readonly gpc: boolean;
}

function toContext(number: number): Context {
  return { place: PLACES[number % 3] ?? null, gpc: number % 2 === 0 };
}

async function compareChecks({ world, tenants, witnesses }: Sequence, when: string, contexts: readonly Context[]) {
  const now = world.now();
  for (const index of [0, 1] as const) {
    const model: ModelTenant = tenants[index];
    const tenant = world.toTenant(index, model.config);
    for (const { place, gpc } of contexts) {
      for (const deviceId of [...DEVICES, STRANGER]) {
        const { body } = await world.service.check({ tenant, deviceId, location: place, gpc });
        const answer = JSON.parse(body);
        const seen = {
          answer,
          objections: witnesses[index].objections(deviceId, place, answer, now),
          stranger: deviceId === STRANGER ? [answer.consent_id, answer.user_id] : [null, null],
        };
        const answerOfModel = toExpectedCheck(model, deviceId, place, gpc, now);
        const meant = { answer: answerOfModel, objections: [], stranger: [null, null] };
        const where = `${when}, tenant ${index}, ${deviceId} in ${place ?? "an unknown place"}${gpc ? " with GPC" : ""}`;
        expectSame(seen, meant, where);
      }
    }
  }
}

function toPublished(config: ModelConfig, change: Extract<Command, { do: "publish" }>["change"]): ModelConfig {
  const version = config.version + 1;
  if (!("toggle" in change)) return { ...config, ...change, version };
  const has = config.categories.some(({ id }) => id === change.toggle);
  const categories = has
    ? config.categories.filter(({ id }) => id !== change.toggle)
    : [...config.categories, toModelCategory(change.toggle)];
  return { ...config, categories, version };
}
