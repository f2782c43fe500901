import type { ClickHouseSettings } from "@clickhouse/client";
import type { ExportDay, ExportFormat } from "../../ports.ts";
import { EXPORT_COLUMNS, HEADINGS } from "../export-format.ts";
import type { Connection } from "./connection.ts";
import { count, decodeRows } from "./decode.ts";
import { ClickHouseSetupError, isServerError } from "./errors.ts";
import { LINE_SETTINGS, toLinesQuery } from "./export-lines.ts";
import { toIdentifier } from "./schema/table.ts";

const TAKEN = /already exists/;
const BAD_ARGUMENTS = "36";
const ACCESS_DENIED = "497";
const NO_SUCH_COLLECTION = "669";

/** The server's own default are 500 tries, and for a write each of them 500: hours. Whoever asks tries again, too. */
const TRIES_AGAIN = "4";
const PART_BYTES = "8388608";

const WRITE_SETTINGS: ClickHouseSettings = {
  s3_truncate_on_insert: 0,
  s3_create_new_file_on_insert: 0,
  s3_retry_attempts: TRIES_AGAIN,
  // Parts wait in memory until S3 has them; by default they are twice as large, and there are twenty.
  s3_max_single_part_upload_size: PART_BYTES,
  s3_min_upload_part_size: PART_BYTES,
  s3_max_inflight_parts_for_one_file: "4",
  max_insert_threads: "1",
  // Lines as they are, behind their heading.
  format_custom_escaping_rule: "Raw",
  format_custom_result_after_delimiter: "",
  format_custom_field_delimiter: "",
  format_custom_row_before_delimiter: "",
  format_custom_row_after_delimiter: "",
  format_custom_row_between_delimiter: "",
};

/** How the rows of an object are told apart when they are counted. */
const READINGS: Readonly<Record<ExportFormat, { readonly format: string; readonly structure: string }>> = {
  csv: { format: "CSVWithNames", structure: EXPORT_COLUMNS.map(({ name }) => `${name} String`).join(", ") },
  ndjson: { format: "LineAsString", structure: "line String" },
};

/**
 * Lets the engine write the file of a day as an object, and answers the rows that stand in it. The named collection says where
 * and by whose leave: no credential is in the statement, nor in what the server keeps of it. Of a key that is taken the
 * rows are counted, whoever wrote it.
 */
export async function writeDay(
  connection: Connection,
  collection: string,
  asked: ExportDay,
  key: string,
): Promise<{ readonly rows: number }> {
  const { sql, values } = toLinesQuery(asked, [], null);
  const target = toObject(collection, "CustomSeparated", "line String");
  try {
    await connection.run(
      `INSERT INTO FUNCTION ${target} ${sql}`,
      { ...values, key },
      { ...LINE_SETTINGS, ...WRITE_SETTINGS, format_custom_result_before_delimiter: HEADINGS[asked.format] },
    );
  } catch (error) {
    if (!isServerError(error, BAD_ARGUMENTS) || !TAKEN.test(String(error))) throw error;
  }
  return { rows: await countRows(connection, collection, asked.format, key) };
}

/** Refuses a collection that is not there, or that the user may not use. S3 itself may be away: it is asked again. */
export async function checkCollection(connection: Connection, collection: string): Promise<void> {
  try {
    // No key of an object: what is answered is that nothing is there.
    await countRows(connection, collection, "ndjson", "+collection", "1");
  } catch (error) {
    if (isServerError(error, NO_SUCH_COLLECTION)) {
      throw new ClickHouseSetupError(
        `ClickHouse has no named collection ${collection}: make it, or leave CLICKHOUSE_S3_COLLECTION out.`,
        { cause: error },
      );
    }
    if (isServerError(error, ACCESS_DENIED)) {
      throw new ClickHouseSetupError(
        `ClickHouse does not let this user write to S3: GRANT NAMED COLLECTION ON ${collection}, and S3 and CREATE TEMPORARY TABLE ON *.*, to it.`,
        { cause: error },
      );
    }
  }
}

async function countRows(
  connection: Connection,
  collection: string,
  format: ExportFormat,
  key: string,
  triesAgain = TRIES_AGAIN,
): Promise<number> {
  const reading = READINGS[format];
  const rows = await connection.read(
    `SELECT count() AS rows FROM ${toObject(collection, reading.format, reading.structure)}`,
    { key },
    { s3_retry_attempts: triesAgain, use_cache_for_count_from_files: 0, format_csv_allow_single_quotes: 0 },
  );
  return decodeRows(rows, { rows: count })[0]?.rows ?? 0;
}

function toObject(collection: string, format: string, structure: string): string {
  return `s3(${toIdentifier(collection)}, filename = {key:String}, format = '${format}', structure = '${structure}', compression_method = 'none')`;
}
