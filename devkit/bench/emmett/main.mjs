/**
 * The program of the peer: appends with emmett-postgresql, each event projected inline by one statement. It has its own
 * deno.json and deno.lock, so the shop and its image never contain these packages.
 *
 * Arguments: the URL of an empty database, the number of callers, seconds. Prints {"appends", "seconds"}.
 */
import { rawSql } from "@event-driven-io/dumbo";
import { projections } from "@event-driven-io/emmett";
import {
  getPostgreSQLEventStore,
  postgreSQLRawSQLProjection,
} from "@event-driven-io/emmett-postgresql";
import pg from "pg";

const [url, callers, seconds] = [
  Deno.args[0],
  Number(Deno.args[1]),
  Number(Deno.args[2]),
];

const held = postgreSQLRawSQLProjection({
  name: "held",
  canHandle: ["TelegramFileIdCaptured"],
  init: () =>
    rawSql(
      `create table if not exists held (product_id text primary key, file_id text);
      create index if not exists held_file_id on held (file_id) where file_id is not null`,
    ),
  evolve: ({ data }) =>
    rawSql(`insert into held values ('${data.productId}', '${data.fileId}')
      on conflict (product_id) do update set file_id = excluded.file_id`),
});

// As many connections as callers: its own pool has 10.
const pool = new pg.Pool({ connectionString: url, max: callers });
const store = getPostgreSQLEventStore(url, {
  projections: projections.inline([held]),
  connectionOptions: { pool },
});
await store.schema.migrate();

async function append(productId) {
  const fileId = `AgACAgQAAxkBAAIB${crypto.randomUUID()}`.padEnd(76, "A");
  const data = {
    productId,
    botId: 1,
    fileId,
    fileUniqueId: fileId.slice(16, 32),
  };
  await store.appendToStream(`product-${productId}`, [{
    type: "TelegramFileIdCaptured",
    data,
  }]);
}

/** Each caller appends to products of its own, one append after another. */
async function run(ms) {
  const end = performance.now() + ms;
  const counts = await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      let done = 0;
      while (performance.now() < end) {
        await append(`${caller}-${done++ % 1000}`);
      }
      return done;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

await run(1000);
const started = performance.now();
const appends = await run(seconds * 1000);
console.log(
  JSON.stringify({ appends, seconds: (performance.now() - started) / 1000 }),
);
await store.close();
await pool.end();
Deno.exit(0);
