import assert from "node:assert/strict";
import { sql } from "kysely";
import { openSmallDisk, type SmallDisk } from "../../devkit/testing/small_disk.ts";
import { until, within } from "../../devkit/testing/until.ts";
import { logged } from "../../devkit/world/shop_process.ts";
import { describeShared } from "../../devkit/faults/matrix.ts";
import { cellAt, MOMENTS, type Struck } from "../../devkit/faults/postgres_moments.ts";
import { type ProxiedShop, setForDatabase } from "../../devkit/faults/proxied_shop.ts";
import { restartServer } from "../../devkit/faults/server.ts";
import { openFaultShop } from "../../devkit/faults/shop.ts";
import { isLogged } from "../../devkit/faults/steps.ts";

/** A shop whose PostgreSQL server has a disk of its own. */
interface CrampedShop extends ProxiedShop {
  readonly disk: SmallDisk;
}

/** A new cluster and its database take 100 MiB. */
const SIZE_MIB = 256;

async function openCrampedShop(): Promise<CrampedShop> {
  await using stack = new AsyncDisposableStack();
  const disk = await openSmallDisk(SIZE_MIB);
  if (disk === undefined) throw new TypeError("This process has no right to mount a disk");
  stack.use(disk);
  const options = { proxy: true, postgresDir: disk.dir, closed: true } as const;
  const shop = stack.use(await openFaultShop(options));
  // Other tests switch this off. Here, commits must be on the disk.
  await setForDatabase(shop.admin, "synchronous_commit", "on");
  await shop.start();
  const parts = stack.move();
  return { ...shop, disk, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

/** Fills the disk, and makes the server need room for its log: it ends, and cannot recover. */
async function crash({ disk, admin }: CrampedShop): Promise<void> {
  await disk.fill();
  await until("the server's end", async () => {
    try {
      await sql`select pg_switch_wal(), pg_logical_emit_message(true, 'fills', 'the log')`
        .execute(admin);
      return false;
    } catch (error) {
      assert.equal((error as { code?: string }).code, "53100", "no space left on the disk");
      return true;
    }
  });
}

/** The disk is full from this statement on, until the shop has noticed it. Then there is room again. */
function fullAt(shop: CrampedShop, statement: string): Struck {
  return async (work) => {
    const from = shop.log.length;
    const crashed = Promise.withResolvers<void>();
    const before = () => crash(shop).then(crashed.resolve, crashed.reject);
    void shop.proxy.strike({ statement, effect: { before } });
    const done = work();
    await within(Promise.race([crashed.promise, done]), statement);
    const waits = [logged("update_waits"), logged("image_waits"), logged("event_log_not_told")];
    await until("a wait", () => waits.some((each) => isLogged(shop, each, from)));
    await shop.disk.free();
    await restartServer(shop.disk.dir, "immediate");
    return await within(done, "the work");
  };
}

const CORE = MOMENTS.filter(({ core, name }) => core || name === "sale: its commit");

const probe = await openSmallDisk(1);
await probe?.[Symbol.asyncDispose]();
if (probe === undefined) console.log("Not tested: this process has no right to mount a small disk");
else {
  describeShared(
    "postgres",
    "the disk of PostgreSQL is full",
    openCrampedShop,
    CORE.map((moment) =>
      cellAt<CrampedShop>(
        "the disk of PostgreSQL is full, and it ends",
        moment,
        (shop, { text }) => fullAt(shop, text),
      )
    ),
  );
}
