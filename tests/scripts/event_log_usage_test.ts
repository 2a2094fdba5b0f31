import assert from "node:assert/strict";
import { sql } from "kysely";
import { addProduct, appendAll } from "../../devkit/testing/event_log.ts";
import { runScript } from "../../devkit/testing/command.ts";
import { captured } from "../../devkit/testing/images.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

Deno.test.each(["verify", "replay", "events", "as_of"])(
  "%s of an unknown product says so and exits with 1",
  async (name) => {
    await using log = await openUnit({ db: "projected" });
    const at = name === "as_of" ? ["--at", "1"] : [];
    const { code, stdout, stderr } = await runScript(name, {
      args: ["--product", "TBF-9", ...at],
      env: { DATABASE_URL: log.url },
    });
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /There is no product TBF-9/);
  },
);

Deno.test.each<{ name: string; script: string; args: string[]; problem: RegExp }>([
  { name: "as-of without --at", script: "as_of", args: [], problem: /--at is missing/ },
  ...["-1", "1.5", "yesterday", "2026-05-01", "2026-05-01T12:00:00", "2026-02-30T12:00:00Z", ""]
    .map((at) => ({
      name: `as-of --at '${at}'`,
      script: "as_of",
      args: [`--at=${at}`],
      problem: /--at must/,
    })),
  { name: "events --from x", script: "events", args: ["--from", "x"], problem: /--from must/ },
  { name: "verify --fix", script: "verify", args: ["--fix"], problem: /--fix/ },
  { name: "replay of no id", script: "replay", args: ["--product="], problem: /--product must/ },
])(
  "wrong usage exits with 2, the reason and the help: $name",
  async ({ script, args, problem }) => {
    const { code, stdout, stderr } = await runScript(script, {
      args,
      env: { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" },
    });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, problem);
    assert.match(stderr, /deno task/);
  },
);

Deno.test("replay and verify say why they cannot work, and exit with 1", async (t) => {
  await using bare = await openUnit({ db: "empty" });
  await using unbuilt = await openUnit({ db: "migrated" });
  await using empty = await openUnit({ db: "projected" });
  const run = (name: string, url: string) => runScript(name, { env: { DATABASE_URL: url } });

  await t.step("no schema", async () => {
    const { code, stderr } = await run("verify", bare.url);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /schema is not up to date: run deno task migrate \(missing: 001_products, .+\)/,
    );
  });
  for (const name of ["replay", "verify"]) {
    await t.step(`${name} before the first start of a shop`, async () => {
      const { code, stderr } = await run(name, unbuilt.url);
      assert.equal(code, 1);
      assert.match(stderr, /start the shop once/);
    });
  }
  await t.step("PostgreSQL is away", async () => {
    const { code, stderr } = await run("replay", "postgres://nobody@127.0.0.1:1/none");
    assert.equal(code, 1);
    assert.match(stderr, /ECONNREFUSED/);
  });
  await t.step("an empty log is no error", async () => {
    const { code, stdout } = await run("replay", empty.url);
    assert.equal(code, 0);
    assert.match(stdout, /Nothing to replay: the log has no events\./);
  });
  await t.step("a replay that fails half-way shows the error", async () => {
    await addProduct(empty.db, "TBF-1");
    await appendAll(empty.db, "TBF-1", captured("AgAC1"));
    await sql`update products set telegram_cover_file_id = null`.execute(empty.db);
    await sql`alter table products add check (telegram_cover_file_id is null)`.execute(empty.db);
    const { code, stderr } = await run("replay", empty.url);
    assert.equal(code, 1);
    assert.match(stderr, /violates check constraint/);
  });
});
