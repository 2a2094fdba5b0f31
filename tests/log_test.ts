import assert from "node:assert/strict";
import { describeError, logger, openLog, redact } from "../src/log.ts";

const TOKEN = "7000000001:AAEhBP0av28aB_x-0123456789abcdefghi";

/** The lines that `work` logs. */
async function written(
  options: {
    format: "json" | "text";
    columns?: number;
    secrets?: string[];
    level?: "debug" | "warning";
  },
  work: () => void,
): Promise<string[]> {
  const lines: string[] = [];
  await using _ = await openLog({
    level: "info",
    ...options,
    write: (line) => lines.push(line),
  });
  work();
  return lines;
}

Deno.test("openLog() writes one line of JSON for each event", async () => {
  const lines = await written({ format: "json" }, () => {
    const error = new TypeError("first\nsecond", { cause: new Error("root") });
    logger("delivery").warn("Lost {productId}: {error}", {
      productId: "TBF-1",
      error: describeError(error),
      position: 12n,
      level: "not the level",
    });
    logger("delivery").info("plain {error}", { error });
    logger("delivery").debug("too low");
  });
  assert.equal(lines.length, 2);
  for (const line of lines) assert.match(line, /^[^\n]+\n$/);
  const [first, second] = lines.map((line) => JSON.parse(line));
  assert.deepEqual({ ...first, time: 0 }, {
    time: 0,
    level: "warning",
    part: "delivery",
    message: "Lost TBF-1: first\nsecond: root",
    productId: "TBF-1",
    error: { name: "TypeError", message: "first\nsecond: root" },
    position: "12",
  });
  assert.equal(second.message, "plain first\nsecond: root");
  assert.match(first.time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
});

Deno.test("openLog() writes one line of text for each event, without a stack", async () => {
  const [line, ...others] = await written({ format: "text" }, () => {
    const error = new Error("first\n  second");
    logger("jobs").error("Failed: {error} {about}", { error, about: { a: 1 } });
  });
  assert.deepEqual(others, []);
  assert.match(line!, /Failed: first\\u000a {2}second \{"a":1\}\n$/);
  assert.doesNotMatch(line!, / at /);
});

Deno.test("openLog() breaks text, and no JSON, between words into lines of so many columns", async () => {
  const say = () => logger("start").info("It goes {on}", { on: "on and on ".repeat(20) });
  const [text = ""] = await written({ format: "text", columns: 80 }, say);
  // deno-lint-ignore no-control-regex -- the colours of the log's own lines
  const lines = text.trimEnd().replace(/\u001b\[\d*m/g, "").split("\n");
  assert.match(lines[0]!, /^[\d:.]+ INF start: It goes on and/);
  assert.ok(lines.length > 2 && lines.every((line) => line.length <= 80), text);
  assert.ok(lines.slice(1).every((line) => line.startsWith("    o") || line.startsWith("    a")));
  const [json = ""] = await written({ format: "json", columns: 80 }, say);
  assert.equal(json.trimEnd().split("\n").length, 1);
});

Deno.test.each(["json", "text"] as const)(
  "openLog() as %s writes no character that moves the cursor, turns the text or breaks the line",
  async (format) => {
    const hostile = "a\u001b[2J\u009b2J\r\u202eb\u2066\u2028c\u{e0041}";
    const lines = await written({ format }, () => {
      logger("x").info("It is {it}", { it: hostile, error: new Error(hostile) });
    });
    assert.equal(lines.length, 1);
    const [line = ""] = lines;
    // deno-lint-ignore no-control-regex -- the colours of the log's own lines
    assert.doesNotMatch(line.trimEnd().replace(/\u001b\[\d*m/g, ""), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    assert.match(line, /\\u001b\[2J\\u009b2J\\(r|u000d)\\u202eb\\u2066\\u2028c\\udb40\\udc41/);
    if (format === "json") assert.equal(JSON.parse(line).it, hostile);
  },
);

Deno.test.each(["json", "text"] as const)("openLog() cuts long values in %s", async (format) => {
  const long = "/9j/".repeat(5000);
  const [line = ""] = await written({ format }, () => {
    const error = describeError(new Error(long));
    logger("x").info("It is {it}", { it: long, more: long, error });
  });
  assert.ok(line.length < 9000, `${line.length}`);
  assert.ok(line.includes("…"));
});

Deno.test.each(["json", "text"] as const)(
  "openLog() does not cut a secret in half in %s",
  async (format) => {
    const secret = "hunter2hunter2hunter2";
    for (let before = 1975; before <= 2000; before++) {
      const [line = ""] = await written({ format, secrets: [secret] }, () => {
        logger("x").info("It is {it}", { it: `${"-".repeat(before)}${secret}` });
      });
      assert.doesNotMatch(line, /hunter/, `behind ${before} characters`);
    }
  },
);

Deno.test("openLog() writes nothing below its level", async () => {
  const lines = await written({ format: "json", level: "warning" }, () => {
    logger("x").info("not this");
    logger("x").warn("this");
  });
  assert.equal(lines.length, 1);
});

Deno.test.each<{ name: string; text: string; shown: string }>([
  {
    name: "a token in an address",
    text: `http://127.0.0.1:81/bot${TOKEN}/sendPhoto failed`,
    shown: "http://127.0.0.1:81/bot[token]/sendPhoto failed",
  },
  {
    name: "a token in a file's address",
    text: `https://api.telegram.org/file/bot${TOKEN}/photos/1.jpg`,
    shown: "https://api.telegram.org/file/bot[token]/photos/1.jpg",
  },
  {
    name: "a token that is encoded once or twice",
    text: `?u=%2Fbot${TOKEN.replace(":", "%3A")}&v=bot${TOKEN.replace(":", "%253a")}`,
    shown: "?u=%2Fbot[token]&v=bot[token]",
  },
  { name: "a token alone", text: `token ${TOKEN}!`, shown: "token [token]!" },
  {
    name: "a password",
    text: "postgres://vitrine:hunter2hunter@db:5432/x",
    shown: "postgres://vitrine:[secret]@db:5432/x",
  },
  {
    name: "a password with @",
    text: "postgres://u:p@ss:w@db/x?a=b",
    shown: "postgres://u:[secret]@db/x?a=b",
  },
  {
    name: "a password without a user",
    text: "redis://:pw@db/x",
    shown: "redis://:[secret]@db/x",
  },
  {
    name: "a signed address",
    text: "https://b/k?X-Amz-Credential=id%2Fx&X-Amz-Signature=abc123&partNumber=1",
    shown: "https://b/k?X-Amz-Credential=[secret]&X-Amz-Signature=[secret]&partNumber=1",
  },
  {
    name: "a signed header",
    text: "AWS4-HMAC-SHA256 Credential=id/x, SignedHeaders=host, Signature=abc123",
    shown: "AWS4-HMAC-SHA256 Credential=[secret], SignedHeaders=host, Signature=[secret]",
  },
  {
    name: "passwords after any number of schemes",
    text: `${"a".repeat(100_000)} ${"b://".repeat(50_000)}u:pw@db`,
    shown: `${"a".repeat(100_000)} ${"b://".repeat(50_000)}u:[secret]@db`,
  },
  { name: "a time and a ratio", text: "at 12:30:15, 16:9", shown: "at 12:30:15, 16:9" },
  { name: "an address", text: "http://127.0.0.1:8000/x", shown: "http://127.0.0.1:8000/x" },
])("redact() of $name", ({ text, shown }) => {
  assert.equal(redact(text), shown);
});

Deno.test("redact() replaces given secrets, but none as short as a word", () => {
  assert.equal(
    redact("key K0041234567890 and abc", ["K0041234567890", "abc", ""]),
    "key [secret] and abc",
  );
});

Deno.test.each<{ secret: string; logged: string }>([
  { secret: 'quote"and\\slash', logged: 'quote"and\\slash' },
  { secret: "p%40ss%2Fword", logged: "p@ss/word" },
  { secret: "p@ss/word", logged: "p%40ss%2Fword" },
  { secret: "100%-not-encoded", logged: "100%-not-encoded" },
  { secret: "hidden\u200bspace", logged: "hidden\u200bspace" },
])(
  "a secret like $secret is replaced as $logged too, in both formats",
  async ({ secret, logged }) => {
    for (const format of ["json", "text"] as const) {
      const [line = ""] = await written({ format, secrets: [secret] }, () => {
        logger("x").info("It is {it}", { it: logged, nested: { deep: [logged] } });
      });
      assert.ok(line.includes("[secret]"), line);
      for (const spelled of [secret, logged, JSON.stringify(logged).slice(1, -1)]) {
        assert.ok(!line.includes(spelled), line);
      }
    }
  },
);

Deno.test.each<{ error: unknown; message: string }>([
  { error: new Error("a", { cause: new Error("b", { cause: "c" }) }), message: "a: b: c" },
  { error: new Error("a: b", { cause: new Error("b") }), message: "a: b" },
  { error: new AggregateError([new Error("x"), new Error("y")], ""), message: "AggregateError: x" },
  { error: "text", message: "text" },
  { error: undefined, message: "undefined" },
])("describeError() says $message", ({ error, message }) => {
  assert.equal(describeError(error).message, message);
});

Deno.test("describeError() keeps the code and the class", () => {
  const error = Object.assign(new TypeError("refused"), { code: "ECONNREFUSED" });
  assert.deepEqual(describeError(error), {
    name: "TypeError",
    message: "refused",
    code: "ECONNREFUSED",
  });
});

/** As pg makes them: the fields of PostgreSQL's answer lie on the error. */
const BLOCKED = Object.assign(new Error("cannot alter type of a column used by a view or rule"), {
  code: "0A000",
  detail: 'rule _RETURN on view active_products depends on column "title"',
  hint: "Drop it.",
});

Deno.test("describeError() keeps PostgreSQL's detail and hint, through its causes", () => {
  const { code: _, ...described } = describeError(new Error("Cannot migrate", { cause: BLOCKED }));
  assert.deepEqual(described, {
    name: "Error",
    message: `Cannot migrate: ${BLOCKED.message}`,
    detail: BLOCKED.detail,
    hint: BLOCKED.hint,
  });
});

Deno.test.each(["json", "text"] as const)(
  "openLog() shows PostgreSQL's detail and hint in %s",
  async (format) => {
    const [line = ""] = await written({ format }, () => {
      logger("x").error("No: {error}", { error: describeError(BLOCKED) });
    });
    const said = format === "json" ? JSON.parse(line).message : line;
    assert.ok(
      said.includes(
        `No: ${BLOCKED.message}. Detail: ${BLOCKED.detail}. Hint: ${BLOCKED.hint}`,
      ),
      said,
    );
  },
);
