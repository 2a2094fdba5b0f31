import assert from "node:assert/strict";
import { sql } from "kysely";
import pg from "pg";
import { runScript } from "../../devkit/testing/command.ts";
import { within } from "../../devkit/testing/until.ts";
import { type Cell, describeMatrix, describeShared } from "../../devkit/faults/matrix.ts";
import { assertNothingLost, type Pictures } from "../../devkit/faults/invariants.ts";
import { plainRun } from "../../devkit/faults/ledger.ts";
import { migrateOnce } from "../../devkit/faults/operators.ts";
import { cellAt, type Moment, MOMENTS, type Struck } from "../../devkit/faults/postgres_moments.ts";
import { type ProxiedShop, setForDatabase } from "../../devkit/faults/proxied_shop.ts";
import { restartServer } from "../../devkit/faults/server.ts";
import { type FaultShop, openFaultShop } from "../../devkit/faults/shop.ts";
import {
  failedBy,
  inheritLegacy,
  isLogged,
  sell,
  untilLogged,
  untilStored,
} from "../../devkit/faults/steps.ts";

/** A shop with its own PostgreSQL server in a folder. */
interface ServedShop extends ProxiedShop {
  readonly dir: string;
}

async function openServedShop(): Promise<ServedShop> {
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "vitrine-server-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  const shop = stack.use(await openFaultShop({ proxy: true, postgresDir: dir, closed: true }));
  // Other tests switch this off. Here, commits must survive a crash.
  await setForDatabase(shop.admin, "synchronous_commit", "on");
  await shop.start();
  const parts = stack.move();
  return { ...shop, dir, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

/** Does something when the statement comes, before it reaches the server. */
function atStatement(shop: ProxiedShop, statement: string, act: () => Promise<void>): Struck {
  return async (work) => {
    const acted = Promise.withResolvers<void>();
    const before = () => act().then(acted.resolve, acted.reject);
    void shop.proxy.strike({ statement, effect: { before } });
    const [result] = await within(Promise.all([work(), acted.promise]), statement);
    return result;
  };
}

const CORE: readonly Moment[] = MOMENTS.filter(({ core, name }) =>
  core || name === "sale: its commit"
);

describeShared(
  "postgres",
  "the server is restarted",
  openServedShop,
  (["fast", "immediate"] as const).flatMap((mode) =>
    CORE.map((moment) =>
      cellAt<ServedShop>(
        mode === "fast" ? "the server is restarted" : "the server crashes, and recovers",
        moment,
        (shop, { text }) => atStatement(shop, text, () => restartServer(shop.dir, mode)),
      )
    )
  ),
);

async function oneSale(shop: FaultShop): Promise<void> {
  await untilStored(shop, await sell(shop));
}

async function oneSaleAndLegacy(shop: FaultShop): Promise<void> {
  await oneSale(shop);
  await inheritLegacy(shop);
}

async function oneSaleAndMigration(shop: FaultShop): Promise<void> {
  await oneSaleAndLegacy(shop);
  await migrateOnce(shop);
}

async function assertLikeOneSale(shop: ProxiedShop, since = 0): Promise<Pictures> {
  return await assertNothingLost(shop, { since, like: await plainRun(oneSale) });
}

describeMatrix("postgres", [{
  fault: "the server is away",
  moment: "the start",
  expected: "the shop waits, and opens when the server is there",
  run: async () => {
    await using shop = await openFaultShop({ proxy: true, closed: true });
    await shop.proxy.down();
    const starting = shop.start();
    await untilLogged(shop, "part_away");
    await shop.proxy.up();
    await within(starting, "the start");
    await oneSale(shop);
    return await assertLikeOneSale(shop);
  },
}, {
  fault: "the connection is cut",
  moment: "the start, while the queue is opened",
  expected: "the shop waits, and opens",
  run: async () => {
    await using shop = await openFaultShop({ proxy: true, closed: true });
    const struck = shop.proxy.strike({ statement: "pgboss", effect: "cut" });
    await shop.start();
    await struck;
    await oneSale(shop);
    return await assertLikeOneSale(shop);
  },
}, {
  fault: "every connection of the pool is in use, and waits at a lock",
  moment: "sale: its start",
  expected: "the update waits for a connection, and is answered",
  run: async () => {
    await using shop = await openFaultShop({ proxy: true });
    const { control } = shop.telegram;
    const lock = await shop.admin.connection().execute(async (own) => {
      await sql`begin`.execute(own);
      await sql`lock table handled_updates in exclusive mode`.execute(own);
      for (let id = 1001; id <= 1010; id++) await control.sendText(id, "/sell");
      const selling = oneSale(shop);
      await untilLogged(shop, "update_waits");
      await sql`rollback`.execute(own);
      return selling;
    });
    await lock;
    return await assertLikeOneSale(shop);
  },
}]);

/** Opens connections until the server accepts no more. */
async function fillServer(url: string): Promise<AsyncDisposable> {
  const clients: pg.Client[] = [];
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => {});
    try {
      await client.connect();
    } catch (error) {
      assert.equal((error as { code?: string }).code, "53300");
      break;
    }
    clients.push(client);
  }
  return {
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) await client.end();
    },
  };
}

describeShared("postgres", "the server accepts no more connections", openServedShop, [{
  fault: "too many connections (53300)",
  moment: "a sale and its job",
  expected: "updates and job wait, and are done once",
  run: async (shop) => {
    await sql`alter system set max_connections = 24`.execute(shop.admin);
    await restartServer(shop.dir, "fast");
    const url = shop.environment.DATABASE_URL!.replace(/:\d+\//, `:${await portOf(shop)}/`);
    await shop.proxy.down();
    // This test keeps a connection of its own: it looks into the inbox.
    await sql`select`.execute(shop.db);
    const full = await fillServer(url);
    await shop.proxy.up();
    const from = shop.log.length;
    const selling = oneSale(shop);
    try {
      await Promise.race([untilLogged(shop, "update_waits", {}, from), selling]);
    } finally {
      await full[Symbol.asyncDispose]();
    }
    await selling;
    assert.ok(isLogged(shop, failedBy("53300"), from), "the shop was turned away");
    return await assertLikeOneSale(shop);
  },
}]);

async function portOf({ admin }: ProxiedShop): Promise<number> {
  const { rows } = await sql<{ port: number }>`select inet_server_port() as port`.execute(admin);
  return rows[0]!.port;
}

/** A command whose connection is cut says so, and leaves nothing half done. */
function command(
  name: string,
  args: (shop: ProxiedShop) => string[],
  statement: string,
  calm: (shop: FaultShop) => Promise<void> = oneSaleAndLegacy,
): Cell<ProxiedShop> {
  return {
    fault: "the connection is cut",
    moment: `${name}: in the middle`,
    expected: "it exits with 1; when it runs again, it does the rest",
    run: async (shop) => {
      const since = shop.accepted.size;
      await oneSaleAndLegacy(shop);
      const struck = shop.proxy.strike({ statement, effect: "cut" });
      const cut = await runScript(name, { args: args(shop), env: shop.environment });
      await within(struck, statement);
      assert.equal(cut.code, 1, cut.stderr);
      const again = await runScript(name, { args: args(shop), env: shop.environment });
      assert.equal(again.code, 0, again.stderr);
      return await assertNothingLost(shop, { since, like: await plainRun(calm) });
    },
  };
}

describeShared("postgres", "commands", () => openFaultShop({ proxy: true }), [
  command("replay", () => [], "find_image_drift"),
  command("verify", () => [], "from image_projection("),
  command(
    "migrate_images",
    ({ legacyDir }) => ["--root", legacyDir],
    "append_image_events",
    oneSaleAndMigration,
  ),
]);
