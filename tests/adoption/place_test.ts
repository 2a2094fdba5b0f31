import assert from "node:assert/strict";
import { sql } from "kysely";
import { AdoptionRefused, migrateShop } from "../../src/adoption/mod.ts";
import { OWN_INDEXES } from "../../src/adoption/prepare.ts";
import { OWN_TABLES } from "../../src/adoption/rights.ts";
import { readConfig } from "../../src/config.ts";
import { BOSS_VERSION, QueueTaken } from "../../src/jobs/boss_owner.ts";
import { openJobQueue, STORE_IMAGE } from "../../src/jobs/mod.ts";
import {
  type Database,
  describeLockHolder,
  type LockHolder,
  openDatabase,
} from "../../src/postgres/mod.ts";
import { openTestQueue } from "../../devkit/testing/jobs.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { list } from "../../devkit/testing/use_cases.ts";

/** A role without rights, and a database that it may only connect to. */
async function openRole(stack: AsyncDisposableStack, { url, db }: { url: string; db: Database }) {
  const role = `shop_${crypto.randomUUID().slice(0, 8)}`;
  await sql.raw(`create role ${role} login password 'test-only'`).execute(db);
  stack.defer(async () => {
    await sql.raw(
      `reassign owned by ${role} to current_user; drop owned by ${role}; drop role ${role}`,
    ).execute(db);
  });
  const own = new URL(url);
  [own.username, own.password] = [role, "test-only"];
  return { role, url: own.href, db: stack.use(openDatabase({ url: own.href, maxConnections: 2 })) };
}

async function obstaclesOf(work: Promise<unknown>): Promise<AdoptionRefused["obstacles"]> {
  const refused = await work.then(() => undefined, (error) => error);
  if (!(refused instanceof AdoptionRefused)) throw refused ?? new Error("not refused");
  return refused.obstacles;
}

Deno.test("migrateShop() tells a role without rights all that it lacks, and each statement helps", async () => {
  await using stack = new AsyncDisposableStack();
  const owner = stack.use(await openUnit({ db: "empty" }));
  await sql.raw("create table products (product_id text primary key)").execute(owner.db);
  const { role, db, url } = await openRole(stack, owner);
  // As in every database since PostgreSQL 15: all may use it, and not create in it.
  await sql.raw(`grant usage on schema public to ${role}`).execute(owner.db);
  const obstacles = await obstaclesOf(migrateShop(db, { check: true }));
  assert.deepEqual(obstacles.map(({ helps }) => helps), [
    `grant usage, create on schema public to ${role}`,
    `alter table products owner to ${role}`,
    `create schema pgboss authorization ${role}`,
  ]);
  for (const { helps } of obstacles) await sql.raw(helps!).execute(owner.db);
  await migrateShop(db, { check: true });
  await migrateShop(db);
  await list(db);
  stack.use(await openJobQueue({ databaseUrl: url, jobs: [] }));
});

Deno.test.each([
  { name: "is not there", make: [] },
  { name: "may not be used", make: ["create schema old_shop"] },
])("migrateShop() helps when the only schema of the search_path $name", async ({ make }) => {
  await using stack = new AsyncDisposableStack();
  const owner = stack.use(await openUnit({ db: "empty" }));
  const { role, url } = await openRole(stack, owner);
  for (const statement of make) await sql.raw(statement).execute(owner.db);
  await sql.raw(`create schema pgboss authorization ${role}`).execute(owner.db);
  const own = `${url}${url.includes("?") ? "&" : "?"}options=-csearch_path%3Dold_shop`;
  const db = stack.use(openDatabase({ url: own, maxConnections: 2 }));
  const obstacles = await obstaclesOf(migrateShop(db, { check: true }));
  assert.equal(obstacles.length, 1);
  await sql.raw(obstacles[0]!.helps!).execute(owner.db);
  await migrateShop(db);
  await list(db);
});

Deno.test("migrateShop() says who holds the lock that it waits for, and goes on when it is free", async () => {
  await using stack = new AsyncDisposableStack();
  const legacy = stack.use(await openUnit({ db: "empty" }));
  await sql.raw("create table products (product_id text primary key)").execute(legacy.db);
  const other = stack.use(openDatabase({ url: legacy.url, name: "backup of the shop" }));
  const holding = await other.startTransaction().execute();
  await sql.raw("lock table products in access share mode").execute(holding);
  const { promise: waits, resolve: waitsFor } = Promise.withResolvers<LockHolder>();
  const migrating = migrateShop(legacy.db, { onLockWait: waitsFor });
  const line = describeLockHolder(await Promise.race([waits, migrating.then(never)]));
  assert.match(line, /session \d+ holds \(backup of the shop, role \w+, idle in transaction\)/);
  assert.match(line, /select pg_terminate_backend\(\d+\)$/);
  await holding.rollback().execute();
  assert.ok((await migrating).applied.includes("001_products"));
});

function never(): never {
  throw new Error("It did not wait");
}

Deno.test.each([
  { name: "in capital letters", make: `create table "Products" (id int)`, table: '"Products"' },
  {
    name: "in another schema",
    make: "create schema old; create table old.products (id int)",
    table: "old.products",
  },
])("migrateShop() mentions a table products $name", async ({ make, table }) => {
  await using legacy = await openUnit({ db: "empty" });
  await sql.raw(make).execute(legacy.db);
  const { applied, lookalikes } = await migrateShop(legacy.db);
  assert.ok(applied.includes("001_products"));
  assert.deepEqual(lookalikes, [table]);
  assert.deepEqual((await migrateShop(legacy.db)).lookalikes, [], "once");
});

Deno.test("migrateShop() names row security that its role cannot pass", async () => {
  // Source: ramiz4/simple-pos, apps/api/prisma/migrations/20260209213206_add_rls_policies/migration.sql
  await using stack = new AsyncDisposableStack();
  const owner = stack.use(await openUnit({ db: "empty" }));
  const { role, db } = await openRole(stack, owner);
  await sql.raw(`
    grant create, usage on schema public to ${role}; create schema pgboss authorization ${role};
    create table products (product_id text primary key, tenant_id int default 1); alter table products owner to ${role};
    alter table products enable row level security; alter table products force row level security;
    create policy tenant on products using (tenant_id = current_setting('app.tenant', true)::int)`)
    .execute(owner.db);
  const [obstacle, ...more] = await obstaclesOf(migrateShop(db));
  assert.deepEqual(more, []);
  assert.equal(obstacle!.object, "Row security of products");
  await sql.raw(obstacle!.helps!).execute(db);
  await migrateShop(db);
  await list(db);
});

Deno.test("migrateShop() refuses a database that cannot store emoji", async () => {
  // Source: https://github.com/akiver/cs-demo-manager/issues/797
  await using stack = new AsyncDisposableStack();
  const admin = stack.use(await openUnit({ db: "empty" }));
  const open = (name: string) => {
    stack.defer(async () =>
      void await sql.raw(`drop database ${name} with (force)`).execute(admin.db)
    );
    const url = new URL(admin.url);
    url.pathname = `/${name}`;
    return stack.use(openDatabase({ url: url.href, maxConnections: 2 }));
  };
  const old = `latin_${crypto.randomUUID().slice(0, 8)}`;
  await sql.raw(
    `create database ${old} encoding 'LATIN1' template template0 locale_provider libc locale 'C'`,
  )
    .execute(admin.db);
  const [obstacle, ...more] = await obstaclesOf(migrateShop(open(old)));
  assert.deepEqual(more, []);
  assert.equal(obstacle!.object, `The encoding LATIN1 of the database ${old}`);
  const fresh = old.replace("latin", "utf8");
  await sql.raw(obstacle!.helps!.replace("shop_utf8", fresh)).execute(admin.db);
  const db = open(fresh);
  await migrateShop(db);
  await list(db, { title: "🪑" });
});

/** The database with the settings that an obstacle names. */
function withSettings(stack: AsyncDisposableStack, url: string, settings: string[]) {
  const environment = Object.fromEntries(settings.map((each) => each.split("=")));
  const read = readConfig({ DATABASE_URL: url, ...environment });
  if ("problems" in read) throw new Error(read.problems.join());
  const { databaseUrl, databaseSchema: schema, queueSchema } = read.config;
  const db = stack.use(openDatabase({ url: databaseUrl!, maxConnections: 2 }));
  return { db, databaseUrl: databaseUrl!, options: { schema, queueSchema } };
}

Deno.test("migrateShop() makes the shop's tables in a schema of their own when another program has their names", async () => {
  // Source: baevkir/FamilyMoneyBot, family-money-users/src/main/resources/schema.sql; Kysely's own table is as common.
  await using stack = new AsyncDisposableStack();
  const { db, url } = stack.use(await openUnit({ db: "empty" }));
  await sql.raw(`
    create table bot_users (id serial primary key, telegram_id int not null unique, user_name varchar(255));
    create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null);
    insert into kysely_migration values ('2024_01_01_users', '2024-01-01');
    create table products (product_id text primary key, title text); insert into products values ('TBF-OLD001', 'Lamp')`)
    .execute(db);
  const obstacles = await obstaclesOf(migrateShop(db, { check: true }));
  assert.deepEqual(obstacles.map(({ object }) => object), [
    "The table public.bot_users",
    "The table public.kysely_migration",
  ]);
  const moved = withSettings(stack, url, [obstacles[0]!.setting!]);
  await migrateShop(moved.db, { ...moved.options, check: true });
  await migrateShop(moved.db, moved.options);
  assert.deepEqual(await migrateShop(moved.db, moved.options), {
    applied: [],
    mended: [],
    lookalikes: [],
  });
  await list(moved.db);
  const { rows } = await sql<{ schema: string; table: string }>`
    select schemaname as schema, tablename as table from pg_tables
    where schemaname in ('public', 'vitrine') order by tablename`.execute(db);
  const tablesOf = (name: string) =>
    rows.filter(({ schema }) => schema === name).map(({ table }) => table);
  assert.deepEqual(tablesOf("public"), ["bot_users", "kysely_migration", "products"]);
  const own = new Set([...OWN_TABLES, "kysely_migration", "kysely_migration_lock"]);
  assert.deepEqual(tablesOf("vitrine").filter((table) => !own.has(table)), []);
  assert.ok(tablesOf("vitrine").includes("image_events"));
  assert.equal((await sql`select from products`.execute(db)).rows.length, 2);
});

Deno.test("the shop leaves another program's pg-boss alone, and QUEUE_SCHEMA helps", async () => {
  // Source: https://github.com/timgit/pg-boss/issues/539 (tables of version 20)
  await using stack = new AsyncDisposableStack();
  const unit = stack.use(await openUnit({ pictures: true }));
  const { db, url } = unit;
  await sql.raw(
    "create schema pgboss; create table pgboss.version (version int primary key); insert into pgboss.version values (20)",
  )
    .execute(db);
  const [obstacle] = await obstaclesOf(migrateShop(db, { check: true }));
  assert.equal(
    `${obstacle!.object}: ${obstacle!.forbids}`,
    `The schema pgboss: it holds the pg-boss of another program with tables of version 20, and the shop needs version ${BOSS_VERSION}`,
  );
  await assert.rejects(openTestQueue(unit), (error) => {
    assert.ok(error instanceof QueueTaken);
    assert.deepEqual(error.lines, [`This setting helps: ${obstacle!.setting}`]);
    return true;
  });
  const { options: { queueSchema } } = withSettings(stack, url, [obstacle!.setting!]);
  await migrateShop(db, { check: true, queueSchema });
  const queue = stack.use(await openJobQueue({ databaseUrl: url, jobs: [], schema: queueSchema }));
  assert.deepEqual(await queue.counts(db, STORE_IMAGE), { waiting: 0, failed: 0 });
  const { rows } = await sql`select (select version from pgboss.version) as other,
    (select version from vitrine_jobs.version) as ours`.execute(db);
  assert.deepEqual(rows, [{ other: 20, ours: BOSS_VERSION }]);
});

Deno.test("every table and every index of products that the migrations make is known by its name", async () => {
  await using shop = await openUnit({ db: "migrated" });
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class left join pg_index on indexrelid = oid
    where relnamespace = 'public'::regnamespace and relname !~ '^kysely_'
      and (relkind in ('r', 'v') or indrelid = 'products'::regclass)`.execute(shop.db);
  const known = new Set(["products", "products_pkey", ...OWN_TABLES, ...OWN_INDEXES]);
  assert.deepEqual(rows.filter(({ name }) => !known.has(name)), []);
});
