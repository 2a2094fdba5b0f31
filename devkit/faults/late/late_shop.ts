import { createPerson } from "@vitrine/local-telegram";
import { createPutProbe, importPictures } from "../../../src/legacy_import/mod.ts";
import { openImportParts } from "../../../src/import_parts.ts";
import { openReconcileParts } from "../../../src/parts.ts";
import {
  reconcile,
  type ReconcileLine,
  regenerate,
  type RegenerateLine,
} from "../../../src/pictures/mod.ts";
import type { ReconcileOptions } from "../../../src/pictures/reconcile.ts";
import { openDatabase } from "../../../src/postgres/mod.ts";
import { testConfig } from "../../testing/config.ts";
import { results } from "../../testing/repair.ts";
import { HANG_MS } from "../../testing/until.ts";
import type { ProxiedShop } from "../proxied_shop.ts";
import { openFaultShop } from "../shop.ts";

/** The operators' commands, in this process. Each returns what it says, without repeats, such as `put_back`. */
export interface Operator {
  /** `deno task reconcile`. */
  reconcile(options: ReconcileOptions): Promise<string>;
  /** `deno task reconcile --repair`, with further options. */
  repair(options?: ReconcileOptions): Promise<string>;
  /** `deno task migrate-images --root`. With `adopt`, also `--adopt`. `now` is its clock. */
  migrate(adopt?: boolean, now?: () => Date): Promise<string>;
  /** `deno task regenerate`. */
  regenerate(): Promise<string>;
}

/** A statement that a cell holds looks like one on a silent connection. Here none counts as silent, on any machine. */
const limits = { askAfterMs: HANG_MS };

/** A shop, and an operator whose commands use the same proxy and front. */
export interface LateShop extends ProxiedShop {
  readonly operator: Operator;
}

/**
 * Opens a shop in this process, or in a process of its own that can be killed. In this process, a person does not wait
 * until the shop has handled what another one does.
 */
export async function openLateShop(as: "parts" | "process" = "parts"): Promise<LateShop> {
  await using stack = new AsyncDisposableStack();
  const shop: ProxiedShop = stack.use(await openFaultShop({ proxy: true, as, limits }));
  const operator = await openOperator(stack, shop);
  const { control } = shop.telegram;
  const seller = as === "process" ? shop.seller : await createPerson(control, shop.seller.user);
  const parts = stack.move();
  return Object.assign(shop, {
    operator,
    seller,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  });
}

async function openOperator(
  stack: AsyncDisposableStack,
  { environment, legacyDir }: ProxiedShop,
): Promise<Operator> {
  const config = testConfig(environment);
  const { b2, telegram, databaseUrl: url } = config;
  if (b2 === undefined || telegram === undefined || url === undefined) {
    throw new TypeError("The world has no settings for the commands");
  }
  const db = stack.use(openDatabase({ url, maxConnections: 4, limits }));
  const { compared, repair } = await openReconcileParts(stack, { config, b2, telegram }, db);
  if (repair === undefined) throw new TypeError("Without Telegram nothing is repaired");
  const { bucketUrls } = repair;
  const importing = openImportParts(stack, { config, b2 }, {
    db,
    store: repair.store,
    root: legacyDir,
    bucketUrls,
    workers: 1,
  });
  const run = async (options: ReconcileOptions) => {
    const lines: ReconcileLine[] = [];
    const report = (line: ReconcileLine) => void lines.push(line);
    await reconcile(compared, { readOnly: true, ...options, report });
    return listed(results(lines));
  };
  return {
    reconcile: run,
    repair: (options) => run({ repair, ...options }),
    migrate: async (adopt = false, now) => {
      const said: string[] = [];
      await importPictures({ ...importing, probe: createPutProbe(now) }, {
        selection: { bucketUrls, migrate: true, adopt },
        concurrency: 1,
        ahead: 1,
        onProduct: (outcomes) => {
          for (const { outcome, reason } of outcomes) said.push(reason ?? outcome);
        },
      });
      return listed(said);
    },
    regenerate: async () => {
      const said: string[] = [];
      const report = ({ result }: RegenerateLine) => void said.push(result.outcome);
      await regenerate(repair, { extent: "outdated", report });
      return listed(said);
    },
  };
}

function listed(said: readonly string[]): string {
  return [...new Set(said)].join(", ");
}
