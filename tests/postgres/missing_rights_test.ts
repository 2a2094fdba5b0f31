import assert from "node:assert/strict";
import { sql } from "kysely";
import { openUnit } from "../../devkit/testing/unit.ts";
import {
  type Database,
  missingToMigrate,
  missingToRun,
  openDatabase,
} from "../../src/postgres/mod.ts";

/** Sources: issues of timgit/pg-boss (605, 686), golang-migrate/migrate (826), frappe/frappe (pull 23799). */
interface Case {
  readonly name: string;
  /** What the owner grants, to `role`. */
  readonly grants: readonly string[];
  /** No migration was ever applied. */
  readonly isNew?: true;
  readonly toMigrate?: readonly string[];
  readonly toRun: readonly string[];
}

const TABLES = "grant select, insert, update, delete on all tables in schema public to role";
const QUEUE = "grant create on database here to role";

const CASES: readonly Case[] = [
  {
    name: "a role that may only connect to a new database",
    isNew: true,
    grants: [],
    toMigrate: ["grant usage, create on schema public to role"],
    toRun: [QUEUE],
  },
  {
    name: "a role that can migrate a new database and not start",
    isNew: true,
    grants: ["grant create on schema public to role"],
    toRun: [QUEUE],
  },
  {
    name: "a role that can start and not migrate",
    grants: [TABLES, QUEUE],
    toRun: [],
  },
  {
    name: "a role that may only read",
    grants: ["grant select on all tables in schema public to role", QUEUE],
    toRun: [
      "grant insert, update on bot_users to role",
      "grant delete, insert on check_runs to role",
      "grant insert, update on check_states to role",
      "grant delete, insert, update on dialogues to role",
      "grant delete, insert, update on handled_updates to role",
      "grant insert on image_events to role",
      "grant insert, update on image_projection_target to role",
      "grant delete, insert, update on imported_products to role",
      "grant insert, update on log_checkpoints to role",
      "grant insert, update on operator_actions to role",
      "grant delete, insert, update on product_views to role",
      "grant insert, update on products to role",
      "grant insert on public_urls to role",
      "grant delete, insert on queue_pauses to role",
      "grant insert on reconcile_runs to role",
      "grant delete, insert, update on shown_pictures to role",
      "grant delete, insert, update on update_inbox to role",
      "grant delete, insert on warm_up_products to role",
    ],
  },
  {
    name: "a role that may not call a function",
    grants: [TABLES, QUEUE, "revoke execute on all functions in schema public from public"],
    toRun: [
      "grant execute on function all_titles_with(text[]) to role",
      "grant execute on function append_image_events(text,integer,jsonb) to role",
      "grant execute on function find_image_drift(text,text) to role",
      "grant execute on function image_projection(bigint,text,bigint) to role",
      "grant execute on function known_image_events(text,jsonb) to role",
      "grant execute on function may_name_others(text,text[]) to role",
      "grant execute on function on_sale_as(products) to role",
      "grant execute on function pictures_in_order(jsonb) to role",
      "grant execute on function product_id_hash(text) to role",
      "grant execute on function project_product_images(text) to role",
      "grant execute on function projected_image_event(jsonb) to role",
      "grant execute on function replay_image_page(text,text) to role",
      "grant execute on function replay_one_product(text) to role",
      "grant execute on function search_titles(text,bigint,integer) to role",
      "grant execute on function searched_title(text) to role",
      "grant execute on function title_terms(text,bigint) to role",
      "grant execute on function titles_with(text[],text[]) to role",
    ],
  },
  {
    name: "a role that may not see the queue",
    grants: [TABLES, "create schema pgboss create table some_queue ()"],
    toRun: [
      "grant usage on schema pgboss to role",
      "grant select, insert, update, delete on all tables in schema pgboss to role",
    ],
  },
];

for (const { name, grants, isNew, toMigrate, toRun } of CASES) {
  Deno.test(`missingToRun() of ${name}, and the statements that help`, async () => {
    await using unit = await openUnit({ db: isNew ? "empty" : "migrated" });
    await using role = await openRole(unit.db, unit.url);
    const run = async (statements: readonly string[]) => {
      for (const each of statements) await role.grant(each);
    };
    await run(["grant usage on schema public to role", ...grants]);
    const statements = (rights: readonly { readonly statement: string }[]) =>
      rights.map((each) => role.plain(each.statement));
    if (toMigrate !== undefined) {
      assert.deepEqual(statements(await missingToMigrate(role.db)), toMigrate);
    }
    assert.deepEqual(statements(await missingToRun(role.db)), toRun);
    await run([...toMigrate ?? [], ...toRun]);
    if (toMigrate !== undefined) assert.deepEqual(await missingToMigrate(role.db), []);
    assert.deepEqual(await missingToRun(role.db), []);
  });
}

Deno.test("missingToMigrate() of a role that may not alter the tables of an older release", async () => {
  await using unit = await openUnit({ db: "migrated" });
  await using role = await openRole(unit.db, unit.url);
  await sql`delete from kysely_migration where name like '011%'`.execute(unit.db);
  await role.grant(TABLES);
  await role.grant(QUEUE);
  await role.grant("grant create, usage on schema public to role");
  assert.deepEqual(await missingToRun(role.db), []);
  const toMigrate = await missingToMigrate(role.db);
  assert.deepEqual(toMigrate.map(({ statement }) => role.plain(statement)).sort(), [
    "alter table image_events owner to role",
    "alter table products owner to role",
  ]);
});

/** A role without rights, and a connection of it. In statements its name is `role`, and that of the database `here`. */
async function openRole(admin: Database, url: string) {
  const name = `role_${crypto.randomUUID().replaceAll("-", "")}`;
  const database = new URL(url).pathname.slice(1);
  const password = crypto.randomUUID();
  const execute = (text: string) => sql.raw(text).execute(admin);
  await execute(`create role ${name} login password '${password}'`);
  const own = new URL(url);
  Object.assign(own, { username: name, password });
  const db = openDatabase({ url: own.href, maxConnections: 1 });
  return {
    db,
    grant: (text: string) => execute(text.replace(/role$/, name).replace(/\bhere\b/, database)),
    plain: (text: string) => text.replace(name, "role").replace(database, "here"),
    [Symbol.asyncDispose]: async () => {
      await db[Symbol.asyncDispose]();
      await execute(`drop owned by ${name}`);
      await execute(`drop role ${name}`);
    },
  };
}
