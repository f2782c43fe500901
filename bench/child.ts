/**
 * Tells the measuring parent where this process serves, then answers its questions for processor time.
 * Ends the process when the parent goes away.
 */
export function announce(url: string): void {
  process.on("message", () => process.send?.({ cpu: process.cpuUsage() }));
  process.on("disconnect", () => process.exit(0));
  process.send?.({ url });
}
