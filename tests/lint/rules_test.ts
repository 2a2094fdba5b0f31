import assert from "node:assert/strict";
import { MAX_FILE_LINES, MAX_FUNCTION_LINES } from "../../lint/rule_length.ts";
import { lint } from "../../devkit/testing/lint.ts";

interface Case {
  readonly name: string;
  readonly source: string;
  readonly file?: string;
  /** A part of each message, in the order of the messages. */
  readonly expected: readonly string[];
}

function checkRule(rule: string, defaultFile: string) {
  return ({ source, file = defaultFile, expected }: Case) => {
    const found = lint(rule, file, source);
    assert.equal(found.length, expected.length, found.join("\n"));
    for (const [index, part] of expected.entries()) assert.ok(found[index]?.includes(part), part);
  };
}

Deno.test.each<Case>([
  {
    name: "the clock",
    source: "Date.now(); new Date(); Date();",
    expected: ["Date.now", "new Date()", "Date()"],
  },
  {
    name: "the other clocks",
    source: "performance.now(); Temporal.Now.instant();",
    expected: ["performance", "Temporal.Now"],
  },
  {
    name: "random values",
    source: "Math.random(); crypto.randomUUID();",
    expected: ["Math.random", "crypto.randomUUID"],
  },
  {
    name: "random values through an optional chain",
    source: "crypto?.randomUUID();",
    expected: ["crypto.randomUUID"],
  },
  { name: "the network", source: "const get = fetch;", expected: ["fetch"] },
  { name: "Deno", source: "Deno.env.get('A');", expected: ["Deno"] },
  { name: "a way around it", source: "globalThis.Deno;", expected: ["globalThis"] },
  { name: "a timer", source: "setTimeout(() => {}, 1);", expected: ["setTimeout"] },
  { name: "node's modules", source: "import fs from 'node:fs';", expected: ["node:fs"] },
  {
    name: "nothing in a time that is given",
    source: "new Date(at); Date.parse(at); Temporal.Instant.from(at);",
    expected: [],
  },
  { name: "nothing in arithmetic", source: "Math.max(1, 2);", expected: [] },
  {
    name: "nothing in a member of that name",
    source: "interface P { fetch(): void } port.fetch(); ({ fetch: 1 });",
    expected: [],
  },
  {
    name: "nothing outside the domain",
    file: "src/storage/b2.ts",
    source: "Date.now(); fetch(url);",
    expected: [],
  },
])("domain-is-pure finds $name", checkRule("domain-is-pure", "src/domain/decide.ts"));

Deno.test.each<Case>([
  { name: "a wait", source: "export const a = await open();", expected: ["waits"] },
  { name: "a loop that waits", source: "for await (const a of b) use(a);", expected: ["waits"] },
  { name: "a call for its effect", source: "configure();", expected: ["has an effect"] },
  {
    name: "Deno in a constant",
    source: "const token = Deno.env.get('A');",
    expected: ["touches Deno"],
  },
  {
    name: "Deno in a static member",
    source: "class A { static pid = Deno.pid; }",
    expected: ["touches Deno"],
  },
  {
    name: "nothing in a function",
    source: "async function f() { await open(); Deno.exit(); use(); }",
    expected: [],
  },
  {
    name: "nothing in an arrow",
    source: "export const f = async () => await Deno.readTextFile('a');",
    expected: [],
  },
  {
    name: "nothing in a member",
    source: "class A { pid = Deno.pid; run() { Deno.exit(); } }",
    expected: [],
  },
  {
    name: "nothing in types",
    source: "let file: Deno.FsFile; type Options = Deno.ServeOptions;",
    expected: [],
  },
  {
    name: "nothing in a program",
    source: "if (import.meta.main) { await serve(Deno.args[0]); Deno.exit(0); }",
    expected: [],
  },
  {
    name: "a wait in the local Telegram",
    file: "local-telegram/src/open.ts",
    source: "export const a = await open();",
    expected: ["waits"],
  },
  {
    name: "nothing in a page's script",
    file: "local-telegram/src/page/chat.js",
    source: "await load();",
    expected: [],
  },
  {
    name: "nothing in a script",
    file: "scripts/replay.ts",
    source: "await main(Deno.args);",
    expected: [],
  },
])("no-top-level-effects finds $name", checkRule("no-top-level-effects", "src/storage/b2.ts"));

const lines = (count: number) => "1;\n".repeat(count);

Deno.test.each<Case>([
  {
    name: "nothing at the limit",
    source: `function f() {\n${lines(MAX_FUNCTION_LINES - 2)}}`,
    expected: [],
  },
  {
    name: "a function",
    source: `function f() {\n${lines(MAX_FUNCTION_LINES - 1)}}`,
    expected: [`${MAX_FUNCTION_LINES + 1}`],
  },
  {
    name: "an arrow",
    source: `const f = () => {\n${lines(MAX_FUNCTION_LINES - 1)}};`,
    expected: [`${MAX_FUNCTION_LINES + 1}`],
  },
  {
    name: "a method",
    source: `class A { f() {\n${lines(MAX_FUNCTION_LINES)}} }`,
    expected: [`${MAX_FUNCTION_LINES + 2}`],
  },
  {
    name: "a function in the local Telegram's tests",
    file: "local-telegram/tests/a_test.ts",
    source: `function f() {\n${lines(MAX_FUNCTION_LINES - 1)}}`,
    expected: [`${MAX_FUNCTION_LINES + 1}`],
  },
  {
    name: "a test",
    file: "tests/a_test.ts",
    source: `Deno.test("a", () => {\n${lines(MAX_FUNCTION_LINES)}});`,
    expected: [`${MAX_FUNCTION_LINES + 2}`],
  },
  {
    name: "a function of the devkit",
    file: "devkit/demo.ts",
    source: `function f() {\n${lines(99)}}`,
    expected: ["101"],
  },
  {
    name: "nothing in other files",
    file: "data/a.ts",
    source: `function f() {\n${lines(99)}}`,
    expected: [],
  },
])("function-length finds $name", checkRule("function-length", "scripts/replay.ts"));

Deno.test.each<Case>([
  { name: "nothing at the limit", source: lines(MAX_FILE_LINES), expected: [] },
  { name: "a file", source: lines(MAX_FILE_LINES + 1), expected: [`${MAX_FILE_LINES + 1}`] },
  {
    name: "main.ts too",
    file: "main.ts",
    source: lines(MAX_FILE_LINES + 1),
    expected: [`${MAX_FILE_LINES + 1}`],
  },
  { name: "nothing in tests", file: "tests/a_test.ts", source: lines(999), expected: [] },
])("file-length finds $name", checkRule("file-length", "lint/layers.ts"));
