import type { Draft } from "../preferences/draft.ts";
import type { Child } from "../ui/element.ts";
import type { TcfContext } from "./context.ts";
import { createSection } from "./section.ts";
import { toName } from "./tcf-view-model.ts";

const DAY_SECONDS = 86_400;
/** "Save and communicate privacy choices": what our own storage is for (T97). */
const SAVE_CHOICES = 3;

/** Creates what stands beside the framework: the tenant's own categories, set apart (T96), and our own storage (T97). */
export function createOtherSections(context: TcfContext, draft: Draft): readonly Child[] {
  const { runtime, numbers } = context;
  const { parts, setup, onError } = runtime;
  const { words, categories, ownStorage, texts: official } = runtime.tcf;
  const own = createSection(context, words.own_storage, "", []);
  const entries = ownStorage.map(({ name, maxAgeDays }) => ({
    ...{ name, provider: setup.config.domain, purpose: toName(official.specialPurposes, SAVE_CHOICES) },
    duration: numbers.duration(maxAgeDays * DAY_SECONDS),
  }));
  parts.runInSlices(parts.addCookieTable(runtime, own, words.own_storage, entries), onError);
  return [
    categories.length > 0 &&
      createSection(
        context,
        words.other_purposes,
        words.other_purposes_text,
        parts.createCategoryList(runtime, categories, draft),
      ),
    entries.length > 0 && own,
  ];
}
