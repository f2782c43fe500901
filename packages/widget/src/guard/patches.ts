type Callable = (...args: never[]) => unknown;

/** Calls the browser's function: as it was called, or on something else in the place of `this`. */
type Pass = (other?: object) => unknown;
/** What stands around a function of the browser. */
export type Around = (pass: Pass, self: unknown, args: readonly unknown[], made: NewTarget) => unknown;
/** What `new` was called with; `undefined` for an ordinary call. */
type NewTarget = { readonly prototype: object } | undefined;

/** Functions of the browser with something around them, and the way back. */
export interface Patches {
  /**
   * Puts something around a function: a method or constructor (`value`), or the setter of an accessor (`set`). A method
   * that the owner only inherits becomes one of its own. Where the page has frozen the owner, nothing is changed.
   */
  around(owner: object, key: string, part: "value" | "set", act: Around): void;
  /** Puts everything back, except where the page has put its own in the place: there ours only passes on. */
  stop(): void;
}

interface Change {
  readonly owner: object;
  readonly key: string;
  readonly part: "value" | "set";
  readonly before: PropertyDescriptor | undefined;
  readonly ours: Callable;
}

/** Creates an empty set. */
export function createPatches(): Patches {
  const changes: Change[] = [];
  let isStopped = false;
  // A proxy keeps name, length, `toString`, statics, `instanceof` and subclasses as they are.
  const wrap = (original: Callable, act: Around, readInherited: (() => unknown) | null): Callable =>
    new Proxy(original, {
      apply(target, self, args: unknown[]) {
        // What is inherited is looked up at each call: the page may have changed it since.
        const inherited = readInherited?.();
        const next = typeof inherited === "function" ? (inherited as Callable) : target;
        const pass: Pass = (other) => Reflect.apply(next, other ?? self, args);
        return isStopped ? pass() : act(pass, self, args, undefined);
      },
      construct(target, args: unknown[], newTarget) {
        const pass = () => Reflect.construct(target, args, newTarget) as object;
        return (isStopped ? pass() : act(pass, undefined, args, newTarget)) as object;
      },
    });
  const put = (owner: object, key: string, part: Change["part"], ours: Callable, before?: PropertyDescriptor) => {
    const descriptor = before ?? { configurable: true, enumerable: true, writable: true };
    if (!Reflect.defineProperty(owner, key, { ...descriptor, [part]: ours })) return false;
    changes.push({ owner, key, part, before, ours });
    return true;
  };
  return {
    around(owner, key, part, act) {
      if (changes.some((change) => change.owner === owner && change.key === key)) return;
      const before = Reflect.getOwnPropertyDescriptor(owner, key);
      const readInherited = before ? null : () => Reflect.get(Object.getPrototypeOf(owner) as object, key) as unknown;
      const original: unknown = before ? before[part] : readInherited?.();
      if (typeof original !== "function") return;
      const ours = wrap(original as Callable, act, readInherited);
      if (!put(owner, key, part, ours, before)) return;
      // `new socket.constructor(...)` is another way to the same constructor.
      const { prototype } = original as { prototype?: object };
      const own = prototype && Reflect.getOwnPropertyDescriptor(prototype, "constructor");
      if (own?.value === original) put(prototype as object, "constructor", part, ours, own);
    },
    stop() {
      isStopped = true;
      for (const { owner, key, part, before, ours } of changes.splice(0)) {
        if (Reflect.getOwnPropertyDescriptor(owner, key)?.[part] !== ours) continue;
        if (before) Reflect.defineProperty(owner, key, before);
        else Reflect.deleteProperty(owner, key);
      }
    },
  };
}
