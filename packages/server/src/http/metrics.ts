import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What the process counts about itself; `render` answers the Prometheus text. */
export interface Metrics {
  onRequest(endpoint: string, status: number, seconds: number): void;
  onTask(task: string, outcome: "done" | "idle" | "failed"): void;
  onRows(kind: "inserted" | "duplicate" | "rejected", count: number): void;
  /** Registers a value that is read when somebody asks. */
  addGauge(name: string, help: string, read: () => Promise<number>): void;
  /** Registers a number that only grows, read when somebody asks. */
  addCounter(name: string, help: string, read: () => number): void;
  render(): Promise<{ contentType: string; text: string }>;
}

/** Creates the registry. Labels are routes and statuses only: never a tenant, a visitor or a path. */
export function createMetrics(options: { isProcessIncluded: boolean }): Metrics {
  const registry = new Registry();
  if (options.isProcessIncluded) collectDefaultMetrics({ register: registry, prefix: "cookiehub_" });
  const requests = new Histogram({
    name: "cookiehub_request_seconds",
    help: "Time to answer a request, by endpoint and status",
    labelNames: ["endpoint", "status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 5],
    registers: [registry],
  });
  const tasks = new Counter({
    name: "cookiehub_task_runs_total",
    help: "Runs of the background tasks, by outcome",
    labelNames: ["task", "outcome"],
    registers: [registry],
  });
  const rows = new Counter({
    name: "cookiehub_consent_event_rows_total",
    help: "Consent event rows by what became of them",
    labelNames: ["kind"],
    registers: [registry],
  });
  // Endpoints and statuses are few: finding the series costs more than counting.
  const series = new Map<string, { observe(seconds: number): void }>();
  return {
    onRequest: (endpoint, status, seconds) => {
      const key = `${status} ${endpoint}`;
      const known = series.get(key) ?? requests.labels(endpoint, String(status));
      series.set(key, known);
      known.observe(seconds);
    },
    onTask: (task, outcome) => tasks.labels(task, outcome).inc(),
    onRows: (kind, count) => rows.labels(kind).inc(count),
    addGauge: (name, help, read) => {
      new Gauge({
        name,
        help,
        registers: [registry],
        collect: async function collect() {
          this.set(await read());
        },
      });
    },
    addCounter: (name, help, read) => {
      new Counter({
        name,
        help,
        registers: [registry],
        collect: function collect() {
          this.reset();
          this.inc(read());
        },
      });
    },
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
