import assert from "node:assert/strict";
import { sql } from "kysely";
import { hearLog } from "../../devkit/testing/heard_log.ts";
import { openPostgresProxy } from "../../devkit/testing/postgres_proxy.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { HANG_MS, until, within } from "../../devkit/testing/until.ts";
import { type Database, isTimedOut, isUnavailable, openDatabase } from "../../src/postgres/mod.ts";
import type { StatementLimits } from "../../src/postgres/silence.ts";

const UPDATE = { bot_id: 1, update_id: 1 };

/** A database by way of a proxy, whose silence is found soon. The server may take long to answer the question. */
async function openProxied(limits: Partial<StatementLimits> = {}) {
  await using stack = new AsyncDisposableStack();
  const unit = stack.use(await openUnit({ db: "migrated" }));
  const proxy = stack.use(await openPostgresProxy(unit.url));
  const db = stack.use(openDatabase({
    url: proxy.url,
    maxConnections: 4,
    limits: { askAfterMs: 100, askWithinMs: HANG_MS, ...limits },
  }));
  const parts = stack.move();
  return { direct: unit.db, proxy, db, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

const one = async (db: Database) => (await sql<{ one: number }>`select 1 as one`.execute(db)).rows;
const mark = (db: Database) => db.insertInto("handled_updates").values(UPDATE).execute();

/** Uses every connection of the pool at the same time. */
async function fill(db: Database): Promise<void> {
  const gate = Promise.withResolvers<void>();
  let arrived = 0;
  const all = Array.from({ length: 4 }, () =>
    db.connection().execute(async (connection) => {
      await one(connection);
      if (++arrived === 4) gate.resolve();
      await gate.promise;
    }));
  await Promise.all(all);
}

Deno.test("a statement on a silent connection fails as transient, and the next one works", async () => {
  await using log = await hearLog();
  await using parts = await openProxied();
  const { db, proxy } = parts;
  await one(db);
  proxy.silence();
  await assert.rejects(within(one(db), "the statement fails"), isUnavailable);
  assert.deepEqual(await within(one(db), "another statement"), [{ one: 1 }]);
  assert.equal(log.of("connection_silent").length, 1);
});

Deno.test("when one connection is silent, the idle ones are given up too", async () => {
  await using parts = await openProxied();
  const { db, proxy } = parts;
  await fill(db);
  proxy.silence();
  await assert.rejects(within(one(db), "the statement fails"), isUnavailable);
  await within(fill(db), "statements on all connections");
});

Deno.test("statements that run on silent connections at the same time all fail, and the log says it once", async () => {
  await using log = await hearLog();
  await using parts = await openProxied();
  const { db, proxy } = parts;
  await fill(db);
  proxy.silence();
  const all = await within(Promise.allSettled([one(db), one(db), one(db)]), "all statements");
  assert.deepEqual(all.map(({ status }) => status), ["rejected", "rejected", "rejected"]);
  assert.ok(log.of("connection_silent").length >= 1);
  await within(fill(db), "statements on all connections");
});

Deno.test("the session of a silent connection ends, so that its locks hold up nobody", async () => {
  await using parts = await openProxied();
  const { db, proxy, direct } = parts;
  const lost = db.transaction().execute(async (tx) => {
    await mark(tx);
    proxy.silence();
    await one(tx);
  });
  await assert.rejects(within(lost, "the transaction fails"), isUnavailable);
  await within(mark(db), "the same change again");
  const rows = await direct.selectFrom("handled_updates").select("update_id").execute();
  assert.equal(rows.length, 1);
});

Deno.test("a statement that was done, but whose answer was dropped, fails as transient", async () => {
  await using parts = await openProxied();
  const { db, proxy, direct } = parts;
  await one(db);
  const effect = { after: () => Promise.resolve(proxy.silence()) };
  const struck = proxy.strike({ statement: "insert into", effect });
  await assert.rejects(within(mark(db), "the statement fails"), isUnavailable);
  await struck;
  const rows = await direct.selectFrom("handled_updates").select("update_id").execute();
  assert.equal(rows.length, 1);
});

Deno.test.each([
  { name: "a slow statement", shown: "on" },
  { name: "a slow statement, of a server that does not show what runs,", shown: "off" },
])("$name is not taken for a silent one", async ({ shown }) => {
  await using parts = await openProxied();
  const { db, proxy } = parts;
  await sql`select set_config('track_activities', ${shown}, false)`.execute(db);
  const slow = sql<{ slept: string }>`select pg_sleep(3)::text as slept`.execute(db);
  const { rows } = await within(slow, "the slow statement");
  assert.deepEqual(rows, [{ slept: "" }]);
  assert.ok(proxy.connections >= 3, "the server was asked more than once");
});

Deno.test("a statement that comes late, and whose answer comes late, is not taken for a silent one", async () => {
  await using parts = await openProxied({ askAfterMs: 4000 });
  const { db, proxy } = parts;
  await one(db);
  const { connections, open } = proxy;
  // Each question takes a connection.
  const questions = (count: number) => () =>
    until(
      `${count} questions`,
      () => proxy.connections >= connections + count && proxy.open === open,
    );
  proxy.strike({ statement: "select 1", effect: { before: questions(1), after: questions(2) } });
  assert.deepEqual(await within(one(db), "the statement"), [{ one: 1 }]);
});

Deno.test("a statement whose backend is idle but sends notifications is not taken for a silent one", async () => {
  await using parts = await openProxied();
  const { db, proxy, direct } = parts;
  await one(db);
  const { connections } = proxy;
  const sending = sql<{ isIt: boolean }>`
    select exists (select from pg_stat_activity where datname = current_database()
      and state = 'idle' and wait_event = 'ClientWrite') as "isIt"`;
  const fillTheWire = async () => {
    await until("the backend waits for its client to read", async () => {
      await sql`select pg_notify('wire', repeat('x', 7000) || n) from generate_series(1, 500) as n`
        .execute(direct);
      return (await sending.execute(direct)).rows[0]!.isIt;
    });
    await until("four questions", () => proxy.connections >= connections + 4);
  };
  const struck = proxy.strike({ statement: "listen", effect: { after: fillTheWire } });
  await within(sql`listen wire`.execute(db), "the statement");
  await struck;
});

Deno.test("a statement that waits for a lock is not taken for a silent one, and goes on in the end", async () => {
  await using parts = await openProxied();
  const { db, proxy, direct } = parts;
  const [held, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holder = direct.transaction().execute(async (tx) => {
    await mark(tx);
    held.resolve();
    await gate.promise;
    throw new Error("rolled back");
  });
  holder.catch(() => {});
  await held.promise;
  const waiting = mark(db);
  await until("two questions", () => proxy.connections >= 3);
  gate.resolve();
  await within(waiting, "the statement");
  await assert.rejects(holder, /rolled back/);
});

Deno.test("a statement that takes too long is cancelled, and does not count as transient", async () => {
  await using parts = await openProxied({ longestMs: 300 });
  const slow = sql`select pg_sleep(3600)`.execute(parts.db);
  await assert.rejects(within(slow, "the statement fails"), (error: unknown) => {
    return isTimedOut(error) && !isUnavailable(error);
  });
  assert.deepEqual(await one(parts.db), [{ one: 1 }]);
});

Deno.test("while new connections are silent too, statements fail as transient; later they work", async () => {
  await using parts = await openProxied({ askWithinMs: 1000 });
  const { db, proxy } = parts;
  await one(db);
  proxy.silence("all");
  await assert.rejects(within(one(db), "the statement fails"), isUnavailable);
  proxy.hear();
  await until("a statement works", () => one(db).then(() => true, isUnavailableThenFalse));
});

function isUnavailableThenFalse(error: unknown): boolean {
  if (!isUnavailable(error)) throw error;
  return false;
}

Deno.test("PostgreSQL ends the session of a client whose machine is gone within a minute", async () => {
  await using parts = await openProxied();
  const settings = ["tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count"];
  const show = settings.map((name) => sql`current_setting(${name})::integer`);
  const { rows } = await sql<{ shown: number[] }>`select array[${sql.join(show)}] as shown`
    .execute(parts.db);
  const [idle = 0, interval = 0, count = 0] = rows[0]!.shown;
  assert.ok(idle > 0 && idle + interval * count <= 60, `${rows[0]!.shown}`);
});

Deno.test("a connection that goes silent while it is made fails its statement as transient", async () => {
  await using parts = await openProxied();
  const { db, proxy } = parts;
  const effect = { before: () => Promise.resolve(proxy.silence()) };
  const struck = proxy.strike({ statement: "tcp_keepalives_idle", effect });
  await assert.rejects(within(one(db), "the statement fails"), isUnavailable);
  await struck;
  assert.deepEqual(await within(one(db), "another statement"), [{ one: 1 }]);
});

Deno.test("behind a pooler, which tells other process ids, a statement that works is not silent", async () => {
  await using log = await hearLog();
  await using parts = await openProxied();
  const { db, proxy, direct } = parts;
  proxy.pooler.isOne = true;
  const held = await direct.startTransaction().execute();
  await mark(held);
  const waiting = mark(db);
  // Each question about it takes a connection.
  const from = proxy.connections;
  await until("four questions", () => proxy.connections >= from + 4);
  await held.rollback().execute();
  await within(waiting, "the statement");
  assert.equal(log.of("connection_silent").length, 0);
});
