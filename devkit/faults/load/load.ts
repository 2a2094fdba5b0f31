import type { LogLine } from "../../world/shop_process.ts";
import { untilQuiet } from "../../replicas/audit.ts";
import { createCustomer, type Customer } from "../../replicas/customer.ts";
import { createLedger, type Ledger } from "../../replicas/ledger.ts";
import { createRandom } from "../../testing/random.ts";
import { openReplicas, type Replicas } from "../../testing/replicas.ts";
import { type ProxiedShop, setForDatabase } from "../proxied_shop.ts";
import { openFaultShop } from "../shop.ts";

/** The number of customers who use the shop at the same time. */
export const CUSTOMERS = 20;
const PLACES = 2;
const FIRST_USER = 1001;

/** Two processes of a shop with their own PostgreSQL server, their customers, and the parts that can fail. */
export interface Load extends AsyncDisposable {
  /** The processes and their balancer. */
  readonly replicas: Replicas;
  /**
   * The parts outside of the processes, as the faults of the other parts expect them. Its log is that of both
   * processes.
   */
  readonly shop: ProxiedShop;
  /** The folder of the PostgreSQL server. */
  readonly postgresDir: string;
  /** The folders of the processes' disk caches. */
  readonly cacheDirs: readonly string[];
  /** Each of them has sold a product. */
  readonly customers: readonly Customer[];
  /** What the customers know. */
  readonly ledger: Ledger;
  /** The seed of all random choices. */
  readonly seed: number;
}

/** Opens the shop. Each customer sells a product, and its pictures are stored. */
export async function openLoad(seed: number): Promise<Load> {
  await using stack = new AsyncDisposableStack();
  const postgresDir = await Deno.makeTempDir({ prefix: "vitrine-server-" });
  stack.defer(() => Deno.remove(postgresDir, { recursive: true }));
  const world = stack.use(await openFaultShop({ proxy: true, postgresDir, closed: true }));
  // Other tests switch this off. Here, commits must survive a restart.
  await setForDatabase(world.admin, "synchronous_commit", "on");
  const replicas = stack.use(await openReplicas(PLACES, world));
  const log = mergeLogs(replicas);
  const shop: ProxiedShop = {
    ...world,
    get log() {
      return log();
    },
  };
  const ledger = createLedger();
  const customers = await Promise.all(
    Array.from(
      { length: CUSTOMERS },
      (_, n) => createCustomer(FIRST_USER + n, replicas, ledger, createRandom(seed + 1 + n)),
    ),
  );
  await Promise.all(customers.map((customer) => customer.run("sale")));
  await untilQuiet(replicas);
  const cacheDirs = Array.from({ length: PLACES }, (_, place) => `${world.cacheDir}/${place}`);
  const parts = stack.move();
  return {
    replicas,
    shop,
    postgresDir,
    cacheDirs,
    customers,
    ledger,
    seed,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** The lines of all processes, in the order in which this function sees them. Lines never move. */
function mergeLogs({ lives }: Replicas): () => readonly LogLine[] {
  const merged: LogLine[] = [];
  const seen = new Map<unknown, number>();
  return () => {
    for (const { pid, log } of lives) {
      merged.push(...log.slice(seen.get(pid) ?? 0));
      seen.set(pid, log.length);
    }
    return merged;
  };
}
