import { type HttpCost, measureHttp } from "./http-cpu.ts";

let measured: Promise<HttpCost> | undefined;

/** Measures the yardstick afresh: the machine may have got busier since. */
export function remeasureBareHono(options: { readonly short: boolean }): Promise<HttpCost> {
  measured = undefined;
  return measureBareHono(options);
}

/**
 * Measures what a bare Hono handler costs here and now: the yardstick for every HTTP row, and for this machine.
 * Measured once per run, however many ask.
 */
export function measureBareHono({ short }: { readonly short: boolean }): Promise<HttpCost> {
  measured ??= measureHttp({
    child: "bare-hono-server.ts",
    requests: [{ method: "GET", path: "/" }],
    warmup: 20_000,
    amount: short ? 8000 : 30_000,
  });
  return measured;
}
