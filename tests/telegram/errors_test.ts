import assert from "node:assert/strict";
import { GrammyError, HttpError } from "grammy";
import { ImageRenderError } from "../../src/imaging/mod.ts";
import { isNetworkError, isUnreachable, OriginalUnavailable } from "../../src/telegram/errors.ts";

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

/** What Telegram answers when a user cannot be written to. A code in capitals comes with 400. */
Deno.test.each<{ code: number; text: string; source?: string }>([
  { code: 403, text: "Forbidden: bot was blocked by the user" },
  { code: 403, text: "Forbidden: user is deactivated" },
  { code: 403, text: "Forbidden: bot can't initiate conversation with a user" },
  { code: 403, text: "Forbidden: bot can't send messages to bots" },
  { code: 400, text: "Bad Request: chat not found" },
  {
    code: 400,
    text: "Bad Request: PEER_ID_INVALID",
    source: "github.com/python-botogram/botogram/issues/72",
  },
  { code: 400, text: "Bad Request: USER_IS_BLOCKED" },
  { code: 400, text: "Bad Request: INPUT_USER_DEACTIVATED" },
  { code: 400, text: "Bad Request: USER_PRIVACY_RESTRICTED" },
])("isUnreachable() of $text", ({ code, text }) => {
  assert.ok(isUnreachable(answered(code, text)));
  assert.ok(!isNetworkError(answered(code, text)));
});
