/** Runs work for each of many things, a bounded number at a time; what waits already is not put in again. */
export interface WorkQueue<Thing> {
  add(thing: Thing): void;
  clear(): void;
}

/** Creates the queue. `work` never rejects. */
export function createWorkQueue<Thing>(atOnce: number, work: (thing: Thing) => Promise<void>): WorkQueue<Thing> {
  const waiting = new Set<Thing>();
  let running = 0;

  function start(): void {
    for (const thing of waiting) {
      if (running >= atOnce) return;
      waiting.delete(thing);
      running++;
      void work(thing).finally(() => {
        running--;
        start();
      });
    }
  }

  return {
    add: (thing) => {
      waiting.add(thing);
      start();
    },
    clear: () => waiting.clear(),
  };
}
