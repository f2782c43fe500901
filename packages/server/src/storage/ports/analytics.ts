import type { ConsentEvent } from "@cookiehub/schemas/types";
import type { AnalyticsQuestions, QuestionName } from "./analytics-questions.ts";
import type { ErasedUser, Retention, Tombstone } from "./erasure.ts";
import type { ExportDay, ExportPiece } from "./exports.ts";

/** Where a page was opened: in a browser of its own, in that of another app, or in a view without any. */
export type BrowserContext = "browser" | "in_app" | "webview" | "";

/** One consent event as it is counted. */
export interface ConsentEventRow {
  readonly eventId: string;
  readonly code: string;
  /** Fixed by the first writer (D5); `day` of every figure comes from it (UTC). */
  readonly receivedAtMs: number;
  readonly eventType: ConsentEvent["event_type"];
  readonly userToken: string;
  readonly hostname: string;
  readonly path: string;
  /** ISO 3166-1, or `""` when unknown. */
  readonly country: string;
  readonly region: string;
  readonly language: string;
  readonly device: string;
  readonly os: string;
  readonly browser: string;
  readonly browserContext: BrowserContext;
  readonly regulation: string;
  readonly policyVersion: string;
  readonly bannerVersion: string;
  readonly variant: string;
  readonly method: string;
  readonly gpc: boolean;
  readonly tcString: string;
  readonly gppString: string;
  /** Optional (not required) categories: those asked about, and those agreed to. Sorted. */
  readonly categoriesDisclosed: readonly string[];
  readonly categoriesConsented: readonly string[];
  readonly servicesDisclosed: readonly string[];
  readonly servicesConsented: readonly string[];
  readonly vendorsDisclosed: readonly string[];
  readonly vendorsConsented: readonly string[];
  /** Whence it came: the label of a queue, `""` for this server's own. */
  readonly source: string;
  /** From the first sight of the banner to the decision; `null` where it was not told. */
  readonly timeToDecisionMs: number | null;
}

/** What owns the network that a request came from. */
export type AsnClass = "hosting" | "proxy" | "vpn" | "isp" | "business" | "education" | "unknown";

/** One request for a tenant's script, of a CDN's log. */
export interface SessionRow {
  /** Identity within a code: the CDN's own id of the request, or what stands for it (file and line). */
  readonly requestId: string;
  readonly code: string;
  /** When the CDN answered; `day` of every figure comes from it (UTC). */
  readonly requestedAtMs: number;
  /** Of the page that loaded the script, as its referrer tells; `""`: not told. */
  readonly hostname: string;
  readonly path: string;
  /** ISO 3166-1, or `""` when unknown. */
  readonly country: string;
  readonly region: string;
  /** Anonymised before it is kept: /24 of IPv4, /56 of IPv6. */
  readonly ipPrefix: string;
  /** 0: unknown. */
  readonly asn: number;
  readonly asnClass: AsnClass;
  /** A mark that is the same for equal user agents of one code and day, and for no others: tells who makes too much of it. */
  readonly userAgent: string;
  readonly device: string;
  readonly os: string;
  readonly browser: string;
  readonly browserContext: BrowserContext;
  /** `bunny`, `cloudfront`. */
  readonly source: string;
}

/** What a load did: how many rows were new, how many were known already, or are of erased users or of days that are over. */
export interface LoadOutcome {
  readonly inserted: number;
  readonly duplicates: number;
}

/** How a load tells what is new. */
export interface LoadOptions {
  /** The rows come from bronze again: silver alone says what is known, and nothing that is remembered of former loads. */
  readonly isReplay?: boolean | undefined;
}

/** A rollup that said something else of a day than silver did. */
export interface GoldDrift {
  /** UTC. */
  readonly day: string;
  readonly table: string;
  /** How many of its lines were wrong, missing or too many. */
  readonly lines: number;
}

/**
 * Silver rows and gold rollups.
 * Guarantee, of settled days at the latest: an event id (a request id) of a code is counted exactly once, however often its bronze object is delivered,
 * replayed or crashed on. Of several rows of one id the one with the least time counts, in whatever order they come; of
 * one time, whichever came first. Silver and gold change together. Questions never block the caller's thread.
 */
export interface AnalyticsStore {
  /** Loads one bronze object. The same `objectKey` again loads nothing. */
  load(objectKey: string, rows: readonly ConsentEventRow[], options?: LoadOptions): Promise<LoadOutcome>;
  /** Loads a batch of lines of a CDN's log; `batchKey` names object and lines. The same again loads nothing. */
  loadSessions(batchKey: string, rows: readonly SessionRow[]): Promise<LoadOutcome>;
  /**
   * Answers the places of the rows that silver lacks, ascending: it knows no row of their id, or only later ones. Rows that it would
   * not keep are never among them. Asks silver itself, writes nothing, and does not compare the rows with each other.
   */
  findMissing(rows: readonly ConsentEventRow[]): Promise<readonly number[]>;
  /** As `findMissing`. */
  findMissingSessions(rows: readonly SessionRow[]): Promise<readonly number[]>;
  /**
   * Finds the user agents that make too much of a day (`analytics/bots.ts`), of every day that sessions came to since the last
   * time, and makes the filtered figures of those days exact. Answers for how many days of a code they have changed.
   */
  refreshBots(): Promise<number>;
  /**
   * Brings up to date what questions of users over time are answered from (changes of mind, compliance, last decisions), of every
   * day that events came to since the last time. Answers for how many days; a store that does so with every load, none.
   */
  refreshHistories(): Promise<number>;
  /**
   * Compares a UTC day of gold with silver, and rebuilds what differs. Answers what differed, perhaps on later days too; a settled
   * day answers nothing. A store whose figures are exact at every moment has nothing to do.
   */
  settleDay(day: string): Promise<readonly GoldDrift[]>;
  /**
   * Takes users out of silver, and has gold say of the days touched what a plain computation over the remaining rows says. When it
   * resolves, no event of theirs up to `untilMs` counts any more, nor does one that is loaded later, in whatever object: a redelivery,
   * what had waited in a queue, a replay. What they do after `untilMs` counts. Of a load that runs beside it some rows may come
   * to stand: the same call again takes them out. Broken off, it is repeated whole.
   */
  eraseUsers(users: readonly ErasedUser[]): Promise<void>;
  /** Leaves events of users out of later loads who were erased before: of a store that was made anew, and is filled from bronze. */
  keepOut(tombstones: readonly Tombstone[]): Promise<void>;
  /**
   * Ends the keeping of rows of days before a first day, for good: a day whose rows are gone takes no more of them, because nobody
   * could tell which had been counted. Sums by day stay as they are: nobody is in them. What is told of users over time (churn,
   * compliance, experiments) and raw answers are told from the rows that are left. Goes on where a call was broken off; `stopping` ends
   * it between two pieces of work. Answers whether all is done.
   */
  expire(retention: Retention, stopping?: AbortSignal): Promise<boolean>;
  /**
   * Names the UTC days that sessions came to since a time, where such days may have to be settled again: a row that came under
   * another name than before is told apart by nothing but a settling.
   */
  readTouchedDays(sinceMs: number): Promise<readonly string[]>;
  /** Answers a question of gold, or, where its name says raw, of silver; every one is bound to its codes. */
  ask<Name extends QuestionName>(
    name: Name,
    given: AnalyticsQuestions[Name]["given"],
  ): Promise<AnalyticsQuestions[Name]["answer"]>;
  /**
   * The unique consent events of a code's UTC day as a file, by time and event id: the same events give the same bytes on every
   * store. Pieces are made as they are asked for, and memory does not grow with the day. What comes, or is replaced, while the
   * file is made, may be in it or not. Rejects with the signal's reason when that fires.
   */
  exportDay(asked: ExportDay, signal?: AbortSignal): AsyncIterable<ExportPiece>;
  /**
   * The same file as an object under `key`, which the engine writes by itself; absent where it cannot. A key that is taken keeps
   * what it holds, and its rows are answered: a call whose answer was lost is asked again under the same key.
   */
  exportDayTo?(asked: ExportDay, key: string): Promise<{ readonly rows: number }>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
