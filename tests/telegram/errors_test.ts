import assert from "node:assert/strict";
import { GrammyError, HttpError } from "grammy";
import { ImageRenderError } from "../../src/imaging/mod.ts";
import { isNetworkError, OriginalUnavailable } from "../../src/telegram/errors.ts";

/** An answer of the Bot API, or of somebody between. */
function answered(error_code: unknown, description: unknown): GrammyError {
  const answer = { ok: false, error_code, description, parameters: {} } as never;
  return new GrammyError("Call to 'getFile' failed!", answer, "getFile", {});
}

interface Case {
  readonly name: string;
  readonly error: unknown;
  readonly passes: boolean;
}
Deno.test.each<Case>([
  ...[408, 429, 500, 502, 503, 504].map((code) => ({
    name: `${code} without a word on when`,
    error: answered(code, "later"),
    passes: true,
  })),
  { name: "JSON of a proxy", error: answered(undefined, undefined), passes: true },
  { name: "no answer", error: new HttpError("reset", new Error("ECONNRESET")), passes: true },
  { name: "a file that does not come", error: new OriginalUnavailable("status 500"), passes: true },
  { name: "a renderer that crashed", error: new ImageRenderError("killed"), passes: true },
  {
    name: "a file that is not at hand",
    error: answered(400, "Bad Request: wrong file_id or the file is temporarily unavailable"),
    passes: true,
  },
  { name: "a dead id", error: answered(400, "Bad Request: wrong file identifier"), passes: false },
  { name: "a wrong token", error: answered(401, "Unauthorized"), passes: false },
  { name: "a user who left", error: answered(403, "Forbidden: bot was blocked"), passes: false },
  { name: "two pollers", error: answered(409, "Conflict"), passes: false },
  { name: "a bug of ours", error: new TypeError("x is undefined"), passes: false },
])("isNetworkError() of $name", ({ error, passes }) => {
  assert.equal(isNetworkError(error), passes);
});
