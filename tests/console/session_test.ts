import assert from "node:assert/strict";
import { Attempts } from "../../src/console/attempts.ts";
import { Sessions } from "../../src/console/session.ts";

const TOKENS = { token: "the-token-of-operators", readToken: "the-token-of-readers" };
const HOUR_MS = 3_600_000;

Deno.test("a session is read back by every replica, with role and name, and nothing of the token", () => {
  const opened = new Sessions(TOKENS).open("reader", "  Maya\n Lin  ");
  const session = new Sessions(TOKENS).read(opened);
  assert.deepEqual([session?.role, session?.name], ["reader", "Maya  Lin"]);
  assert.ok(
    !atob(opened.split(".")[0]!.replaceAll("-", "+").replaceAll("_", "/")).includes("token"),
  );
});

Deno.test("roleOf() tells the role of a token, and none of another", () => {
  const sessions = new Sessions(TOKENS);
  const given = [TOKENS.token, TOKENS.readToken, "", `${TOKENS.token} `, TOKENS.token.slice(1)];
  assert.deepEqual(given.map((token) => sessions.roleOf(token)), [
    "operator",
    "reader",
    undefined,
    undefined,
    undefined,
  ]);
  assert.equal(new Sessions({ token: TOKENS.token }).roleOf(TOKENS.readToken), undefined);
});

const text = (value: object) => btoa(JSON.stringify(value)).replaceAll("=", "");

Deno.test.each<{ name: string; make: (opened: string) => string; by?: Sessions }>([
  { name: "nothing", make: () => "" },
  { name: "a signature alone", make: (opened) => `.${opened.split(".")[1]}` },
  { name: "another signature", make: (opened) => `${opened.slice(0, -2)}xx` },
  { name: "no signature", make: (opened) => opened.split(".")[0]! },
  {
    name: "another role with the same signature",
    make: (opened) =>
      `${text({ role: "operator", id: "x", name: "", endsMs: 9e15 })}.${opened.split(".")[1]}`,
  },
  {
    name: "a session of a token that was changed",
    make: (opened) => opened,
    by: new Sessions({ ...TOKENS, readToken: "another-token-of-readers" }),
  },
  {
    name: "a session that has ended",
    make: (opened) => opened,
    by: new Sessions(TOKENS, () => Date.now() + 9 * HOUR_MS),
  },
  {
    name: "a reader's session once there is no token for readers",
    make: (opened) => opened,
    by: new Sessions({ token: TOKENS.token }),
  },
])("read() refuses $name", ({ make, by = new Sessions(TOKENS) }) => {
  const opened = new Sessions(TOKENS).open("reader");
  assert.equal(by.read(make(opened)), undefined);
});

Deno.test("a changed operator's token leaves the sessions of readers", () => {
  const opened = new Sessions(TOKENS).open("reader");
  const changed = new Sessions({ ...TOKENS, token: "a-new-token-of-operators" });
  assert.equal(changed.read(opened)?.role, "reader");
});

Deno.test("wrong tokens of one address are slowed down, those of others are not", () => {
  let now = 0;
  const attempts = new Attempts(() => now);
  for (let n = 0; n < 9; n++) attempts.failed("1.2.3.4");
  assert.equal(attempts.waitMs("1.2.3.4"), 0, "a person may mistype");
  attempts.failed("1.2.3.4");
  assert.equal(attempts.waitMs("1.2.3.4"), 30_000);
  assert.equal(attempts.waitMs("1.2.3.5"), 0);
  now += 30_000;
  assert.equal(attempts.waitMs("1.2.3.4"), 0);
  attempts.failed("1.2.3.4");
  assert.equal(attempts.waitMs("1.2.3.4"), 30_000, "one more, not ten");
});

Deno.test("many addresses together are slowed down too, and memory stays bounded", () => {
  const attempts = new Attempts(() => 0);
  for (let n = 0; n < 5000; n++) attempts.failed(`10.0.${n >> 8}.${n & 255}`);
  assert.ok(attempts.waitMs("1.2.3.4") > 0);
});
