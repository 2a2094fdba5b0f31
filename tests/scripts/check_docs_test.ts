import assert from "node:assert/strict";
import { findings, hasModuleDoc } from "../../devkit/check_docs.ts";

/** The report of `deno doc --lint` for a source. */
async function lintDocs(source: string): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, source);
    const { stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["doc", "--lint", file],
      env: { NO_COLOR: "1" },
      stdout: "null",
      stderr: "piped",
    }).output();
    return `\n${new TextDecoder().decode(stderr)}`;
  } finally {
    await Deno.remove(file);
  }
}

Deno.test.each<{ source: string; expected: number }>([
  { source: "export function f(): void {}", expected: 1 },
  { source: "export async function f(): Promise<void> {}", expected: 1 },
  { source: "export function* f(): Generator<number> {}", expected: 1 },
  { source: "export interface A { readonly a: string }", expected: 1 },
  { source: "export type A = { a: string };", expected: 1 },
  { source: "export abstract class A { a = 1; }", expected: 1 },
  { source: "export default class { a = 1 }", expected: 1 },
  { source: "export const a = 1;", expected: 1 },
  { source: "function f(): void {}\nexport { f };", expected: 1 },
  {
    source: "/** A. */\nexport interface A {\n  readonly type: string;\n  f(): void;\n}",
    expected: 0,
  },
  {
    source: "/** A. */\nexport class A {\n  static a = 1;\n  constructor(readonly b: string) {}\n" +
      "  get c(): number {\n    return 1;\n  }\n  async f(): Promise<void> {}\n}",
    expected: 0,
  },
  { source: "/** F. */\nexport function f(): void {}", expected: 0 },
  { source: "/** F. */\nexport function f() {\n  return Math.random();\n}", expected: 0 },
  { source: "interface Hidden {}\n/** A. */\nexport interface A {\n  a: Hidden;\n}", expected: 0 },
])("findings() of $source are $expected", async ({ source, expected }) => {
  const found = findings(await lintDocs(source));
  assert.equal(found.length, expected, found.join("\n"));
});

Deno.test.each<{ source: string; expected: boolean }>([
  { source: "/**\n * What it is for.\n * @module\n */\nexport {};", expected: true },
  { source: "/** A function. */\nexport function f(): void {}", expected: false },
  { source: "export {};\n/** @module */", expected: false },
  { source: "/** A. */\nexport const a = 1;\n/** @module */", expected: false },
])("hasModuleDoc() of $source is $expected", ({ source, expected }) => {
  assert.equal(hasModuleDoc(source), expected);
});
