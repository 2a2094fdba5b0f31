import assert from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url);

/** Files that may put text into a statement, each with the reason why no user's text can be in it. */
const ALLOWED: Readonly<Record<string, string>> = {
  "devkit/bench/history.ts": "COPY takes no parameters: a file name and numbers of the benchmark",
  "devkit/bench/partitioned_log.ts":
    "numbers of the benchmark, and definitions that PostgreSQL itself wrote",
  "src/adoption/run.ts": "names of the catalog, quoted by PostgreSQL",
  "src/event_log/differences.ts": "column names from a constant",
  "src/event_log/logged_event.ts": "column names from a constant",
  "src/jobs/boss_owner.ts": "the name of a schema, which the settings take only as a plain name",
  "src/postgres/migrate.ts": "the files of migrations/, and a constant",
  "src/shop/catalogue.ts": "a constant: PostgreSQL plans for a number that it knows",
};

/** Code that puts text into a statement unescaped: `sql.raw`, `sql.lit`, `.raw(`, a text built for `query(`. */
const RAW =
  /\bsql\s*\.\s*(?:raw|lit)\b|CompiledQuery\s*\.\s*raw|\.query\(\s*(?:`[^`]*\$\{|[^)]*\+)/;

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}${name}`;
    if (isDirectory) yield* sources(`${path}/`);
    else if (/\.tsx?$/.test(path)) yield path;
  }
}

Deno.test("SQL takes values only through parameters, apart from the listed files", async () => {
  const found: string[] = [];
  let read = 0;
  for (const folder of ["src/", "scripts/", "devkit/bench/"]) {
    for await (const path of sources(folder)) {
      read++;
      if (RAW.test(await Deno.readTextFile(new URL(path, ROOT)))) found.push(path);
    }
  }
  if (RAW.test(await Deno.readTextFile(new URL("main.ts", ROOT)))) found.push("main.ts");
  assert.ok(read > 100, `${read} files were read`);
  assert.deepEqual(found.sort(), Object.keys(ALLOWED).sort());
});

Deno.test.each<{ source: string; raw: boolean }>([
  { source: "sql.raw(text)", raw: true },
  { source: "sql\n  .raw(`a`)", raw: true },
  { source: "sql.lit(name)", raw: true },
  { source: "CompiledQuery.raw(text)", raw: true },
  { source: "client.query(`drop table ${name}`)", raw: true },
  { source: 'client.query("drop table " + name)', raw: true },
  { source: "client.query(`select 1`)", raw: false },
  { source: "sql`select ${value}`", raw: false },
  { source: "sql.id(name)", raw: false },
])("the search for raw SQL matches $source: $raw", ({ source, raw }) => {
  assert.equal(RAW.test(source), raw);
});
