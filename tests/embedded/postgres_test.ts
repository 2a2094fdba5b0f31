import assert from "node:assert/strict";
import { sql } from "kysely";
import { EmbeddedPostgresError, openEmbeddedPostgres } from "../../src/embedded/postgres.ts";
import { openDatabase } from "../../src/postgres/mod.ts";

const DIR = new URL("../../data/test/", import.meta.url).pathname;

async function withFolder(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = `${DIR}cluster-${crypto.randomUUID()}`;
  try {
    await work(dir);
  } finally {
    const cluster = await Deno.realPath(`${dir}/cluster`).catch(() => undefined);
    if (cluster !== undefined) await Deno.remove(cluster, { recursive: true });
    await Deno.remove(dir, { recursive: true });
  }
}

async function query(url: string, text: string): Promise<unknown[]> {
  await using db = openDatabase({ url, maxConnections: 1 });
  return (await sql.raw(text).execute(db)).rows;
}

Deno.test("openEmbeddedPostgres() listens on loopback only, keeps its data, and can be shared", async () => {
  await withFolder(async (dir) => {
    const first = await openEmbeddedPostgres({ dir });
    await query(first.url, "create table kept (n integer); insert into kept values (7)");
    assert.deepEqual(await query(first.url, "show listen_addresses"), [{
      listen_addresses: "127.0.0.1",
    }]);
    const second = await openEmbeddedPostgres({ dir });
    assert.equal(second.url, first.url);
    await first[Symbol.asyncDispose]();
    assert.deepEqual(
      await query(second.url, "select n from kept"),
      [{ n: 7 }],
      "it is still in use",
    );
    await second[Symbol.asyncDispose]();
    await assert.rejects(query(second.url, "select 1"), "the last user stops it");
    await using third = await openEmbeddedPostgres({ dir });
    assert.deepEqual(await query(third.url, "select n from kept"), [{ n: 7 }]);
  });
});

Deno.test("openEmbeddedPostgres() requires its password", async () => {
  await withFolder(async (dir) => {
    await using server = await openEmbeddedPostgres({ dir });
    const wrong = server.url.replace(/:[^:@]+@/, ":wrong@");
    await assert.rejects(query(wrong, "select 1"), /password authentication failed/);
  });
});

Deno.test("openEmbeddedPostgres() shows PostgreSQL's error when it does not start", async () => {
  await withFolder(async (dir) => {
    const settings = { max_connections: "-1" };
    await assert.rejects(openEmbeddedPostgres({ dir, settings }), (error) => {
      assert.ok(error instanceof EmbeddedPostgresError);
      assert.match(error.message, /max_connections/);
      return true;
    });
  });
});
