import assert from "node:assert/strict";
import { sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";
import { until } from "../../devkit/testing/until.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

/** A page in the middle of the products, at every size. */
const FIRST = "TBF-00500";
const LAST = "TBF-00599";

/** Adds products with some events each, from a number up to another. Their columns are empty, so all are wrong. */
async function fill(db: Database, from: number, to: number, events = 3): Promise<void> {
  await sql`insert into products (product_id, title)
    select 'TBF-' || lpad(n::text, 5, '0'), 'Lamp' from generate_series(${from}::int, ${to}::int) n`
    .execute(db);
  await sql`
    insert into image_events
      (product_id, version, event_id, batch_size, type, schema_version, image_type, data, metadata,
       slot, bot_id, value)
    select 'TBF-' || lpad(n::text, 5, '0'), version, gen_random_uuid(), 1, 'TelegramFileIdCaptured', 1,
      case version % 2 when 1 then 'cover' else 'thumb' end,
      jsonb_build_object('botId', bot_id, 'fileId', n || '-' || version), '{"actor": "test"}',
      'captured', bot_id, n || '-' || version
    from generate_series(${from}::int, ${to}::int) n, generate_series(1, ${events}::int) version,
      image_projection_target`.execute(db);
}

/** How many blocks a statement reads, with all that its functions read. It is rolled back. */
async function blocksOf(db: Database, statement: string): Promise<number> {
  const undone = new Error("undone");
  let blocks = 0;
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ "QUERY PLAN": [{ Plan: Record<string, number> }] }>`
      explain (analyze, buffers, format json) ${sql.raw(statement)}`.execute(tx);
    const { Plan: plan } = rows[0]!["QUERY PLAN"][0];
    blocks = plan["Shared Hit Blocks"]! + plan["Shared Read Blocks"]!;
    throw undone;
  }).catch((error) => {
    if (error !== undone) throw error;
  });
  return blocks;
}

const append = JSON.stringify([{
  eventId: crypto.randomUUID(),
  type: "TelegramFileIdCaptured",
  schemaVersion: 1,
  imageType: "cover",
  data: { botId: 1, fileId: "AgAC1" },
  projected: { slot: "captured", botId: 1, value: "AgAC1" },
}]);

const STATEMENTS: Readonly<Record<string, string>> = {
  "the search for wrong rows": `select find_image_drift('${FIRST}', '${LAST}')`,
  "the replay of a page": `select replay_image_page('${FIRST}', '${LAST}')`,
  "the replay of a product": `select replay_one_product('${FIRST}')`,
  "an append": `select append_image_events('${FIRST}', 3, '${append}')`,
};

Deno.test("replay and append read no more blocks when the log is eight times as large", async () => {
  await using log = await openUnit({ db: "projected", fresh: true });
  const read = async () => {
    const blocks: Record<string, number> = {};
    for (const [name, statement] of Object.entries(STATEMENTS)) {
      // The first run reads the catalogues too.
      await blocksOf(log.db, statement);
      blocks[name] = await blocksOf(log.db, statement);
    }
    return blocks;
  };
  await fill(log.db, 1, 1000);
  await sql`vacuum analyze`.execute(log.db);
  const small = await read();
  await fill(log.db, 1001, 8000);
  await sql`vacuum analyze`.execute(log.db);
  const large = await read();
  for (const name of Object.keys(STATEMENTS)) {
    // An index may be one level deeper.
    const most = small[name]! * 1.5;
    assert.ok(large[name]! <= most, `${name}: ${small[name]} blocks, then ${large[name]}`);
  }
});

Deno.test("the search for wrong rows grows with its page also before the first ANALYZE", async () => {
  await using log = await openUnit({ db: "projected", fresh: true });
  await sql`alter table products set (autovacuum_enabled = false)`.execute(log.db);
  await sql`alter table image_events set (autovacuum_enabled = false)`.execute(log.db);
  await fill(log.db, 1, 400);
  const read = async (last: string) => {
    const search = `select find_image_drift('TBF-00001', '${last}')`;
    await blocksOf(log.db, search);
    return await blocksOf(log.db, search);
  };
  const [small, large] = [await read("TBF-00050"), await read("TBF-00400")];
  assert.ok(large <= small * 8 * 1.5, `${small} blocks for 50 products, ${large} for 400`);
});

const READING_NO_ROW: Readonly<Record<string, string>> = {
  "the search for wrong rows": `select find_image_drift('${FIRST}', '${LAST}')`,
  "the replay of a page": `select replay_image_page('${FIRST}', '${LAST}')`,
  "the projection of a product": `select project_product_images('${FIRST}')`,
  "a look back": `select * from image_projection(1, '', 10000) where product_id = '${FIRST}'`,
};

/** An index alone is enough for rows that all transactions see. A snapshot that is open elsewhere delays that. */
async function untilSeenByAll(db: Database): Promise<void> {
  await until("all transactions see all rows of the log", async () => {
    await sql`vacuum analyze`.execute(db);
    const { rows } = await sql<{ pages: number; seen: number }>`
      select relpages as pages, relallvisible as seen from pg_class
      where oid = 'image_events'::regclass`.execute(db);
    return rows[0]!.pages > 0 && rows[0]!.seen === rows[0]!.pages;
  });
}

/** How many rows of the log a statement reads in the table itself, and not in an index alone. */
async function rowsOfLog(db: Database, statement: string): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    const readSoFar = async () => {
      const { rows } = await sql<{ read: number }>`
        select seq_tup_read + idx_tup_fetch as read from pg_stat_xact_user_tables
        where relname = 'image_events'`.execute(tx);
      return rows[0]!.read;
    };
    const before = await readSoFar();
    await sql.raw(statement).execute(tx);
    return await readSoFar() - before;
  });
}

Deno.test("a projection reads one index of the log, and no row of its table", async (t) => {
  await using log = await openUnit({ db: "projected", fresh: true });
  await fill(log.db, 1, 8000, 10);
  await untilSeenByAll(log.db);
  for (const [name, statement] of Object.entries(READING_NO_ROW)) {
    await t.step(name, async () => {
      assert.equal(await rowsOfLog(log.db, statement), 0);
    });
  }
});
