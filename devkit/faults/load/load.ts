import type { LogLine } from "../../world/shop_process.ts";
import { untilQuiet } from "../../replicas/audit.ts";
import { createCustomer, type Customer } from "../../replicas/customer.ts";
import { createLedger, type Ledger } from "../../replicas/ledger.ts";
import { createRandom } from "../../testing/random.ts";
import { openReplicas, type Replicas } from "../../testing/replicas.ts";
import { type ProxiedShop, setForDatabase } from "../proxied_shop.ts";
import { openFaultShop } from "../shop.ts";

/** How many use the shop at once. */
export const CUSTOMERS = 20;
const PLACES = 2;
const FIRST_USER = 1001;

/** Two processes of a shop on a PostgreSQL server of their own, those who use it, and the means to harm it. */
export interface Load extends AsyncDisposable {
  /** The processes, and the balancer before them. */
  readonly replicas: Replicas;
  /** What is around them, as the faults of the other parts know it; its log is that of both processes. */
  readonly shop: ProxiedShop;
  /** The folder of the PostgreSQL server. */
  readonly postgresDir: string;
  /** The folders of the processes' disk caches. */
  readonly cacheDirs: readonly string[];
  /** Each has sold something. */
  readonly customers: readonly Customer[];
  /** What they know. */
  readonly ledger: Ledger;
  /** What chance goes by. */
  readonly seed: number;
}

/** Opens the shop, and lets everyone sell something, which is stored then. */
export async function openLoad(seed: number): Promise<Load> {
  await using stack = new AsyncDisposableStack();
  const postgresDir = await Deno.makeTempDir({ prefix: "vitrine-server-" });
  stack.defer(() => Deno.remove(postgresDir, { recursive: true }));
  const world = stack.use(await openFaultShop({ proxy: true, postgresDir, closed: true }));
  // Other tests do without; here what was committed must outlast a restart.
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

/** The lines of all processes, in the order in which they are seen here: what was seen once keeps its place. */
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
