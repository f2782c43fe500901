import type { Plugin } from "rollup";

interface Patch {
  readonly module: string;
  readonly from: string;
  readonly to: string;
}

// Exact texts of exact versions: a changed dependency fails the build instead of slipping through.
const PATCHES: readonly Patch[] = [
  // The page gets one global, `cookiehub`, and no other.
  {
    module: "nanostores/atom/index.js",
    from: "(globalThis.nanostoresGlobal ||= { epoch: 0 })",
    to: "{ epoch: 0 }",
  },
];

/** Cuts out of the dependencies what the widget promises not to have. */
export function patchDependencies(): Plugin {
  return {
    name: "patch-dependencies",
    transform(code, id) {
      const path = id.replaceAll("\\", "/");
      const patches = PATCHES.filter((patch) => path.endsWith(`/node_modules/${patch.module}`));
      if (patches.length === 0) return null;
      let text = code;
      for (const { module, from, to } of patches) {
        if (!text.includes(from)) throw new Error(`${module} has changed: look at its patch again`);
        text = text.replace(from, to);
      }
      return { code: text, map: null };
    },
  };
}
