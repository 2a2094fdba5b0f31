import assert from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url);

/** The shop's statements on pg-boss's tables, and those of tests and benchmarks. */
const ALLOWED = ["devkit/testing/job_rows.ts", "src/jobs/boss_tables.ts"];

const TABLE = /\bpgboss["']?\s*\.\s*["']?(?:job|queue)\b|\bbossTables\(/;

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}${name}`;
    if (isDirectory) yield* sources(`${path}/`);
    else if (/\.tsx?$/.test(path)) yield path;
  }
}

Deno.test("statements on pg-boss's tables are in one file of the shop and one of the devkit", async () => {
  const found: string[] = [];
  for (const folder of ["src/", "scripts/", "devkit/", "tests/"]) {
    for await (const path of sources(folder)) {
      if (TABLE.test(await Deno.readTextFile(new URL(path, ROOT)))) found.push(path);
    }
  }
  assert.deepEqual(
    found.filter((path) => path !== "tests/lint/boss_tables_test.ts").sort(),
    ALLOWED,
  );
});

Deno.test.each<{ source: string; found: boolean }>([
  { source: "sql`select from pgboss.job`", found: true },
  { source: 'sql`select from "pgboss"."queue"`', found: true },
  { source: 'bossTables(db).selectFrom("job")', found: true },
  { source: 'strike({ statement: "pgboss", effect: "cut" })', found: false },
])("the search for pg-boss's tables in $source finds one: $found", ({ source, found }) => {
  assert.equal(TABLE.test(source), found);
});
