import assert from "node:assert/strict";
import { sql } from "kysely";
import { isUnavailable, openDatabase } from "../../src/postgres/mod.ts";
import { prepareSchema, type Start } from "../../src/start.ts";
import { describeError, fullMessageOf, openLog } from "../../src/log.ts";
import { runScript } from "../../devkit/testing/command.ts";
import { openReplica } from "../../devkit/testing/replica.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";
import { longTest } from "../../devkit/testing/sample.ts";

const REPLICA = /in a read-only transaction\. Hint: This server is a replica, .* DATABASE_URL\b/;

longTest(
  "a replica of PostgreSQL: commands read, say which address writes, and the shop waits",
  async (t) => {
    await using replica = await openReplica();
    const run = (name: string, ...args: string[]) =>
      runScript(name, { args, env: { DATABASE_URL: replica.url } });
    await t.step("a statement that writes says that this is a replica", async () => {
      const write = replica.db.updateTable("products").set({ title: "Lamp" }).execute();
      await assert.rejects(write, (error) => {
        assert.match(fullMessageOf(describeError(error)), REPLICA);
        return isUnavailable(error);
      });
    });
    for (
      const [name, ...args] of [["replay"], ["replay", "--product=TBF-1"], ["migrate", "--check"]]
    ) {
      await t.step(`deno task ${[name, ...args].join(" ")} says so too`, async () => {
        const { code, stderr } = await run(name!, ...args);
        assert.match(stderr, REPLICA);
        assert.ok(!/again|cannot be reached|\n {4}at /.test(stderr), stderr);
        assert.equal(code, 1);
      });
    }
    await t.step("deno task replay --dry-run works", async () => {
      const { code, stdout } = await run("replay", "--dry-run");
      assert.match(stdout, /1 row would change/);
      assert.equal(code, 0);
    });
    await t.step("the start of the shop waits until the replica is the primary", async () => {
      const lines: string[] = [];
      await using _ = await openLog({
        level: "info",
        format: "json",
        write: (line) => lines.push((JSON.parse(line) as { message: string }).message),
      });
      const start = {
        config: { queueSchema: "pgboss" },
        outside: { databaseUrl: replica.url },
        stopped: new AbortController().signal,
      } as Start;
      const prepared = prepareSchema(start, replica.db);
      await until("a line about the replica", () => lines.length > 0);
      assert.match(
        lines[0]!,
        /^PostgreSQL at \S+ only reads \(PostgreSQL only reads\. Hint: This /,
      );
      await sql`select pg_promote()`.execute(replica.db);
      await prepared;
      assert.match(lines[1]!, /^PostgreSQL at \S+ is there$/);
    });
  },
);

// Source: supabase.com/docs/guides/platform/database-size, github.com/orgs/supabase/discussions/52764.
Deno.test("a database that is set to read only is told from a replica", async () => {
  await using unit = await openUnit({ db: "migrated" });
  await sql`do $$ begin
    execute format('alter database %I set default_transaction_read_only = on', current_database());
  end $$`.execute(unit.db);
  await using db = openDatabase({ url: unit.url });
  await assert.rejects(
    db.updateTable("products").set({ title: "Lamp" }).execute(),
    (error) =>
      /no replica.*default_transaction_read_only/.test(String((error as { hint: string }).hint)),
  );
});
