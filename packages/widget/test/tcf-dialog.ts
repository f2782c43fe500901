import type { TcfChoice } from "@cookiehub/schemas/signals";
import { vi } from "vitest";
import type { Given } from "../src/state/given-choices.ts";
import type { TcfRuntime } from "../src/tcf-preferences/runtime.ts";
import { openPreferences } from "../src/tcf-preferences/tcf-preferences.ts";
import { createTcfRuntime, type TcfFiles } from "./tcf-dialog-kit.ts";

/** An open second layer, and how a test reaches into it. */
export interface TcfDialog {
  readonly runtime: TcfRuntime;
  /** What was saved, oldest first. */
  readonly saved: (readonly [TcfChoice, Given])[];
  readonly errors: unknown[];
  all(selector: string): HTMLElement[];
  /** The one element; throws where there is none. */
  find(selector: string): HTMLElement;
  /** The button with this text or accessible name. */
  button(name: string): HTMLElement;
  close(): void;
}

type Change = NonNullable<Parameters<typeof createTcfRuntime>[1]>;

const open: TcfDialog[] = [];

/** Opens the dialog and waits until it is filled. */
export async function openTcf(files: TcfFiles, change: Change = {}): Promise<TcfDialog> {
  const dialog = openTcfNow(files, change);
  await vi.waitFor(() => dialog.find(".ch-window"), { timeout: 10_000 });
  return dialog;
}

/** Opens the dialog; it is not filled yet. */
export function openTcfNow(files: TcfFiles, { tcf, ...change }: Change = {}): TcfDialog {
  const saved: TcfDialog["saved"] = [];
  const errors: unknown[] = [];
  const runtime = createTcfRuntime(files, {
    onError: (error) => errors.push(error),
    ...change,
    tcf: { onSave: (choice, given) => saved.push([choice, given]), ...tcf },
  });
  const close = openPreferences(runtime);
  const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(`cookiehub-ui ${selector}`)];
  const demand = (found: HTMLElement | undefined, what: string) => {
    if (!found) throw new Error(`there is no ${what}`);
    return found;
  };
  const dialog: TcfDialog = {
    ...{ runtime, saved, errors, all, close },
    find: (selector) => demand(all(selector)[0], selector),
    button: (name) =>
      demand(
        all("button").find((button) => name === (button.getAttribute("aria-label") ?? button.textContent)),
        `button ${name}`,
      ),
  };
  open.push(dialog);
  return dialog;
}

/** Closes what is open. */
export function closeTcf(): void {
  for (const dialog of open.splice(0)) dialog.close();
}
