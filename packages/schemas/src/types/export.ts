import type { EXPORT_FORMATS } from "../constants.ts";

/** Body of `POST /exports`. */
export interface ExportRequest {
  code: string;
  /** UTC days, both included. */
  from: string;
  to: string;
  format: (typeof EXPORT_FORMATS)[number];
}

/** Answer of `POST /exports` and `GET /exports/{id}`: a job, and what became of it. */
export interface ExportAnswer extends ExportRequest {
  export_id: string;
  /** 0: pending, 1: running, 4: ready, 9: failed. */
  status: 0 | 1 | 4 | 9;
  /** Tries so far; the third that fails is the last. */
  attempts: number;
  /** Id of the API key that asked first. */
  requested_by: string;
  created_at: string;
  finished_at: string | null;
  /** Until when the archive is kept. */
  expires_at: string | null;
  /** Events in all files. */
  row_count: number | null;
  /** Length of the archive. */
  byte_count: number | null;
}

/** Answer of `POST /exports/{id}/download`. */
export interface ExportDownloadAnswer {
  /** Needs no key. Where it begins with `/`, it is an address of this server. */
  url: string;
  expires_at: string;
}
