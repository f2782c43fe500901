import type { ExportAnswer, ExportDownloadAnswer } from "@cookiehub/schemas/types";
import { ApiError } from "../../http/api-error.ts";
import type { Logger } from "../../http/log.ts";
import type { ExportRow, ExportWish, ObjectStore, RelationalStore } from "../../storage/ports.ts";
import type { Unit } from "../../storage/unit.ts";
import type { VaultReader } from "../access.ts";
import { isDownloadToken, toDownloadToken } from "./download-token.ts";

/** Exports: jobs that a worker carries out, and the way to their archives. */
export interface ExportService {
  /** Adds a job, or answers the one that is open for the same wish. Throws `rate_limited` where too many of the code are open. */
  request(keyId: string, wish: ExportWish): Promise<ExportAnswer>;
  /** Throws `not_found` for a job that is not there, or another's. */
  find(reader: VaultReader, exportId: string): Promise<ExportAnswer>;
  /** Makes an address that is good without a key. Throws `not_found`, or `conflict` while there is no archive. */
  createDownload(reader: VaultReader, exportId: string): Promise<ExportDownloadAnswer>;
  /** Opens an archive by the signed address of this server. Throws `forbidden` or `not_found`. */
  openArchive(exportId: string, expires: string, token: string): Promise<OpenArchive>;
}

export interface OpenArchive {
  readonly fileName: string;
  readonly byteCount: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface ExportServiceParts {
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  readonly log: Logger;
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
  /** Called when a job waits. */
  readonly onJob: () => void;
}

/** Open jobs of one tenant, at most. */
export const OPEN_EXPORTS_MAX = 5;
/** Exports of one tenant that are open, failed lately, or have an archive: these take room. */
export const KEPT_EXPORTS_MAX = 50;
/** How long an address is good, in seconds. */
export const DOWNLOAD_S = 900;
const ID_PATTERN = /^exp_[A-Za-z0-9_-]{22}$/;
const SECRET_NAME = "export-download";

export function createExportService(parts: ExportServiceParts): ExportService {
  const { store, objects, log, now } = parts;
  const { exports } = store.repositories;
  const readSecret = createSecretReader(parts);

  async function findRow(exportId: string): Promise<ExportRow> {
    const row = ID_PATTERN.test(exportId) ? await store.read(() => exports.find(exportId)) : undefined;
    if (row) return row;
    throw new ApiError("not_found", "There is no export of this id.");
  }

  async function findOwn(reader: VaultReader, exportId: string): Promise<ExportRow> {
    const row = await findRow(exportId);
    // Whether there is one of that id is told to nobody else.
    if (await reader.mayRead(row.code)) return row;
    throw new ApiError("not_found", "There is no export of this id.");
  }

  return {
    request: async (keyId, wish) => {
      const exportId = `exp_${Buffer.from(parts.random(16)).toString("base64url")}`;
      const row = await store.transaction(() => requestUnit(store, { ...wish, exportId, requestedBy: keyId }, now()));
      log.info({ export: row.exportId, key_id: keyId, ...wish, is_new: row.exportId === exportId }, "export asked for");
      if (row.status === 0) parts.onJob();
      return toExportAnswer(row);
    },
    find: async (reader, exportId) => toExportAnswer(await findOwn(reader, exportId)),
    createDownload: async (reader, exportId) => {
      const nowMs = now();
      const row = await findOwn(reader, exportId);
      const { archiveKey, expiresAtMs } = readArchive(row, nowMs);
      const expiresAtS = Math.floor(Math.min(nowMs / 1000 + DOWNLOAD_S, expiresAtMs / 1000));
      log.info({ export: exportId, key_id: reader.keyId, code: row.code }, "export handed out");
      const options = {
        expiresInS: Math.max(1, Math.floor(expiresAtS - nowMs / 1000)),
        fileName: toFileName(exportId),
      };
      const url =
        (await objects.createDownloadUrl?.(archiveKey, options)) ??
        `/exports/${exportId}/archive?expires=${expiresAtS}&signature=${toDownloadToken(await readSecret(), exportId, expiresAtS)}`;
      return { url, expires_at: new Date(expiresAtS * 1000).toISOString() };
    },
    openArchive: async (exportId, expires, token) => {
      const expiresAtS = /^\d{1,12}$/.test(expires) ? Number(expires) : 0;
      const isSigned = isDownloadToken(await readSecret(), exportId, expiresAtS, token);
      if (!isSigned || expiresAtS * 1000 <= now()) {
        throw new ApiError("forbidden", "This address is not valid, or too old: ask for another.");
      }
      const { archiveKey, byteCount } = readArchive(await findRow(exportId), now());
      const chunks = await objects.getStream(archiveKey);
      if (chunks) return { fileName: toFileName(exportId), byteCount, chunks };
      throw new ApiError("not_found", "The archive is gone: ask for the export again.");
    },
  };
}

function* requestUnit(
  { repositories: { exports, locks } }: RelationalStore,
  job: ExportWish & Pick<ExportRow, "exportId" | "requestedBy">,
  createdAtMs: number,
): Unit<ExportRow> {
  yield* locks.hold([`exports ${job.code}`]);
  const open = yield* exports.findOpen(job);
  if (open) return open;
  if ((yield* exports.countOpen(job.code)) >= OPEN_EXPORTS_MAX) {
    const message = `${OPEN_EXPORTS_MAX} exports of this tenant are under way already: wait until one is ready.`;
    throw new ApiError("rate_limited", message, undefined, 60);
  }
  if ((yield* exports.countKept(job.code)) >= KEPT_EXPORTS_MAX) {
    const message = `${KEPT_EXPORTS_MAX} exports of this tenant are kept already: download one of these, or wait until one has expired.`;
    throw new ApiError("rate_limited", message, undefined, 3600);
  }
  yield* exports.add({ ...job, createdAtMs });
  const added = yield* exports.find(job.exportId);
  if (added) return added;
  throw new TypeError("an export that was added is not there");
}

/** What stands at an archive that can be downloaded. */
function readArchive(
  { status, archiveKey, byteCount, expiresAtMs }: ExportRow,
  nowMs: number,
): { readonly archiveKey: string; readonly byteCount: number; readonly expiresAtMs: number } {
  if (status === 9) throw new ApiError("conflict", "This export failed: ask for it again.");
  if (status !== 4 || archiveKey === null || byteCount === null || expiresAtMs === null) {
    throw new ApiError("conflict", "This export is not ready: ask for its status until that is 4.");
  }
  // The last second is not worth an address.
  if (expiresAtMs > nowMs + 1000) return { archiveKey, byteCount, expiresAtMs };
  throw new ApiError("not_found", "The archive has expired: ask for the export again.");
}

function toFileName(exportId: string): string {
  return `cookiehub-${exportId}.zip`;
}

/** One secret of its own purpose, made when it is needed first, for every process of the installation. */
function createSecretReader({ store, random }: ExportServiceParts): () => Promise<string> {
  const { serverSecrets } = store.repositories;
  return async () => {
    const known = await store.read(() => serverSecrets.find(SECRET_NAME));
    if (known !== undefined) return known;
    const made = Buffer.from(random(32)).toString("base64url");
    return store.transaction(function* (): Unit<string> {
      yield* serverSecrets.add(SECRET_NAME, made);
      return (yield* serverSecrets.find(SECRET_NAME)) ?? made;
    });
  };
}

function toExportAnswer(row: ExportRow): ExportAnswer {
  const toTime = (atMs: number): string => new Date(atMs).toISOString();
  const toTimeOrNull = (atMs: number | null): string | null => (atMs === null ? null : toTime(atMs));
  return {
    export_id: row.exportId,
    code: row.code,
    from: row.from,
    to: row.to,
    format: row.format,
    status: row.status,
    attempts: row.attempts,
    requested_by: row.requestedBy,
    created_at: toTime(row.createdAtMs),
    finished_at: toTimeOrNull(row.finishedAtMs),
    expires_at: toTimeOrNull(row.expiresAtMs),
    row_count: row.rowCount,
    byte_count: row.byteCount,
  };
}
