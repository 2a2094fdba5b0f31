import assert from "node:assert/strict";
import { sql } from "kysely";
import { migrate, openDatabase, pendingMigrations } from "../../src/postgres/mod.ts";
import { MIGRATIONS } from "../../src/postgres/migrate.ts";
import { dumpSchema } from "../../devkit/testing/schema_dump.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const names = async () =>
  (await Array.fromAsync(Deno.readDir(MIGRATIONS), (file) => file.name.replace(/\.sql$/, "")))
    .sort();

Deno.test("migrate() brings a database, step by step, to the schema of a fresh install", async (t) => {
  await using fresh = await openUnit({ db: "migrated" });
  await using stepwise = await openUnit({ db: "empty" });
  for (const upTo of await names()) {
    await t.step(upTo, async () => assert.deepEqual(await migrate(stepwise.db, { upTo }), [upTo]));
  }
  assert.deepEqual(await dumpSchema(stepwise.db), await dumpSchema(fresh.db));
});

Deno.test("migrate() undoes everything when what runs before or after it fails", async () => {
  await using fresh = await openUnit({ db: "empty" });
  const fail = () => Promise.reject(new Error("no"));
  await assert.rejects(migrate(fresh.db, { before: fail }), /no/);
  await assert.rejects(migrate(fresh.db, { after: fail }), /no/);
  assert.deepEqual(await dumpSchema(fresh.db), []);
  assert.deepEqual(await pendingMigrations(fresh.db), await names());
});

Deno.test("migrate() lets an older release start after a newer one has migrated", async () => {
  await using fresh = await openUnit({ db: "migrated" });
  await sql`insert into kysely_migration (name, timestamp) values ('999_future', '2030')`
    .execute(fresh.db);
  assert.deepEqual(await migrate(fresh.db), []);
  assert.deepEqual(await pendingMigrations(fresh.db), []);
});

/** By its place: the file may be one of a group. */
const SNAPSHOT = new URL("./__snapshots__/migrate_test.ts.snap", import.meta.url).pathname;

Deno.test("migrate() makes the schema that was reviewed", async (t) => {
  await using fresh = await openUnit({ db: "migrated" });
  await t.assertSnapshot(await dumpSchema(fresh.db), { path: SNAPSHOT });
});

Deno.test("migrate() run by several processes at once applies each migration once", async () => {
  await using fresh = await openUnit({ db: "empty" });
  const runs = await Promise.all(Array.from({ length: 4 }, () => migrate(fresh.db)));
  assert.deepEqual(runs.flat().sort(), await names());
});

Deno.test("pendingMigrations() lists what is not applied yet", async () => {
  await using fresh = await openUnit({ db: "empty" });
  await migrate(fresh.db, { upTo: "004_add_telegram_file_ids" });
  assert.deepEqual(await pendingMigrations(fresh.db), (await names()).slice(4));
});

Deno.test("pendingMigrations() reads only the table of migrations: every probe of /readyz calls it", async () => {
  await using fresh = await openUnit({ db: "migrated" });
  const statements: string[] = [];
  const onStatement = (text: string) => void statements.push(text);
  await using db = openDatabase({ url: fresh.url, onStatement });
  assert.deepEqual(await pendingMigrations(db), []);
  assert.equal(statements.length, 2);
  assert.match(statements[1]!, /^\s*select name from "public"\."kysely_migration"$/);
});

Deno.test("migrate() names the migration that failed and what PostgreSQL said", async () => {
  await using fresh = await openUnit({ db: "empty" });
  await sql`create table image_events (mine text)`.execute(fresh.db);
  await assert.rejects(migrate(fresh.db), /Cannot migrate 002_image_events: .*already exists/);
});
