/** Deletes the entries with such names from what the page keeps: for good, and for the tab. */
export function deleteEntries(isRefused: (name: string) => boolean, guard: (act: () => void) => void): void {
  // Only touching them can throw, where the browser refuses storage.
  for (const open of [() => localStorage, () => sessionStorage]) {
    guard(() => {
      const storage = open();
      const names = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
      for (const name of names.filter(isRefused)) storage.removeItem(name);
    });
  }
}
