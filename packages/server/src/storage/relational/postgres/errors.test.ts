import { DatabaseError } from "pg";
import { describe, expect, test } from "vitest";
import { StorageConflictError, StorageUnavailableError } from "../../errors.ts";
import { isConnectionSpent, StatementFault, toFaultKind, toStorageError, toUnavailable } from "./errors.ts";

function createServerError(code: string, severity = "ERROR"): DatabaseError {
  return Object.assign(new DatabaseError(`the server said ${code}`, 0, "error"), { code, severity });
}

describe("what the server says about a statement", () => {
  test.each([
    ["53100", "the disk is full"],
    ["53200", "out of memory"],
    ["53300", "too many connections"],
    ["57014", "the statement took too long"],
    ["57P01", "an administrator ended the connection"],
    ["57P02", "the server crashes"],
    ["57P03", "the server is starting"],
    ["25006", "the server only reads"],
    ["25P03", "the process stood still in a transaction"],
    ["55P03", "a lock took too long"],
    ["08006", "the connection failed"],
    ["28P01", "the password is wrong"],
    ["3D000", "there is no such database"],
    ["58030", "the disk failed"],
    ["XX001", "a page is damaged"],
  ])("%s, %s: unavailable, and not tried again here", (code) => {
    const fault = new StatementFault(createServerError(code));
    expect(fault.kind).toBe("unavailable");
    expect(toStorageError(fault)).toBeInstanceOf(StorageUnavailableError);
  });

  test.each([
    ["40001", "retry", StorageUnavailableError],
    ["40P01", "retry", StorageUnavailableError],
    ["0A000", "stale", StorageUnavailableError],
    ["26000", "stale", StorageUnavailableError],
    ["23505", "race", StorageConflictError],
  ])("%s is tried again (%s), and means something to the caller when that does not help", (code, kind, type) => {
    const fault = new StatementFault(createServerError(code));
    expect(fault.kind).toBe(kind);
    expect(toStorageError(fault)).toBeInstanceOf(type);
  });

  test.each(["23502", "23503", "23514", "22021", "42601", "42501", "23001"])(
    "%s is a fault of ours and stays what it is",
    (code) => {
      const error = createServerError(code);
      expect(toFaultKind(error)).toBe("other");
      expect(toStorageError(new StatementFault(error))).toBe(error);
    },
  );
});

test("a connection is given up when it is gone, when it planned for another table, and when its server only reads", () => {
  expect(isConnectionSpent(new Error("Connection terminated unexpectedly"))).toBe(true);
  expect(isConnectionSpent(createServerError("57P01", "FATAL"))).toBe(true);
  for (const code of ["0A000", "26000", "25006"]) expect(isConnectionSpent(createServerError(code))).toBe(true);
  for (const code of ["23505", "40P01", "55P03", "57014", "53100"]) {
    expect(isConnectionSpent(createServerError(code))).toBe(false);
  }
});

test("an error says why, for each address that was tried", () => {
  const cause = new AggregateError([new Error("connect ECONNREFUSED ::1:5432"), new Error("connect ETIMEDOUT")]);
  expect(toUnavailable(cause)).toMatchObject({
    message: "PostgreSQL: connect ECONNREFUSED ::1:5432; connect ETIMEDOUT",
    cause,
  });
});
