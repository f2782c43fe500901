import { createHash } from "node:crypto";
import type { TcfFileRepository } from "../storage/ports.ts";
import { isLoopback, STANDARD_LIST_URL } from "./variables.ts";

// What one address gave says nothing of another's list: whoever tried a list out, and then goes live in the same data
// directory, would ask visitors by the first one, and refuse the real one for being older.

/** Folder of the objects of a publisher's files. */
export function toPublisherFolder(listUrl: string): string {
  const mark = toMark(listUrl);
  return mark === "" ? "tcf/v3" : `tcf/from-${mark}`;
}

/** The rows of one publisher's files, by the files' own names. */
export function createPublisherRows(rows: TcfFileRepository, listUrl: string): TcfFileRepository {
  const mark = toMark(listUrl);
  const suffix = mark === "" ? "" : `@${mark}`;
  return {
    *all() {
      return (yield* rows.all()).flatMap((row) => {
        const [name = "", of = ""] = row.name.split("@");
        return of === mark ? [{ ...row, name }] : [];
      });
    },
    *find(name) {
      const row = yield* rows.find(name + suffix);
      return row && { ...row, name };
    },
    put: (row) => rows.put({ ...row, name: row.name + suffix }),
  };
}

// On this machine a list is tried out from whatever port is free.
function toMark(listUrl: string): string {
  if (listUrl === STANDARD_LIST_URL) return "";
  const { protocol, host, hostname, pathname } = new URL(listUrl);
  const place = `${protocol}//${isLoopback(hostname) ? hostname : host}${pathname}`;
  return createHash("sha256").update(place).digest("hex").slice(0, 12);
}
