import { expect } from "vitest";
import type { ApiOperation } from "../examples/operations.ts";
import { MARKER } from "./victim.ts";

/**
 * Holds an answer to what every caller was promised, whatever they sent: a status that the endpoint documents, never a
 * failure of ours, a refusal in the one shape that all have, and nothing that is another tenant's.
 */
export async function expectDocumented(operation: ApiOperation, response: Response, sent: string): Promise<number> {
  const text = await readText(response);
  const context = `${operation.name} ${sent}: ${response.status} ${text.slice(0, 300)}`;
  expect(Object.keys(operation.responses), context).toContain(String(response.status));
  expect(response.status, context).toBeLessThan(500);
  expect(text, context).not.toContain(MARKER);
  if (response.status >= 400) expectErrorBody(response, text, context);
  return response.status;
}

/** As `expectDocumented`, for what must not be done. */
export async function expectRefused(operation: ApiOperation, response: Response, sent: string): Promise<number> {
  const status = await expectDocumented(operation, response, sent);
  expect(status, `${operation.name} ${sent}`).toBeGreaterThanOrEqual(400);
  return status;
}

export function expectErrorBody(response: Response, text: string, context: string): void {
  expect(response.headers.get("content-type"), context).toBe("application/json; charset=utf-8");
  const body = JSON.parse(text) as { error: { request_id: string; details?: unknown } };
  expect(Object.keys(body), context).toEqual(["error"]);
  const { details = [], ...rest } = body.error;
  expect(rest, context).toEqual({
    code: expect.stringMatching(/^[a-z_]+$/),
    message: expect.stringMatching(/\S/),
    request_id: response.headers.get("x-request-id"),
  });
  for (const detail of details as unknown[]) {
    expect(detail, context).toEqual({ path: expect.any(String), message: expect.any(String) });
  }
}

async function readText(response: Response): Promise<string> {
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return response.text();
  const reader = response.body?.getReader();
  const chunk = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(chunk?.value);
}
