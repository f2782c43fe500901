interface Policy {
  createScript(text: string): string;
  createScriptURL(text: string): string;
}
interface PolicyFactory {
  createPolicy(name: string, rules: Policy): Policy;
}

let policy: Policy | undefined;

/**
 * Makes a text fit for a Trusted Types sink. The texts are the page's own markup. Pages that list their policies have to
 * name `cookiehub` in `trusted-types`; throws where they do not.
 */
export function toTrusted(act: keyof Policy, text: string): string {
  const factory = (window as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (!factory) return text;
  policy ??= factory.createPolicy("cookiehub", { createScript: (same) => same, createScriptURL: (same) => same });
  return policy[act](text);
}
