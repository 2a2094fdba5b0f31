/**
 * `deno task regenerate`: makes sizes of pictures anew, from their originals or covers.
 * @module
 */
import type { OptionValues } from "../src/command.ts";
import { isKnownProduct } from "../src/event_log/mod.ts";
import { openLog } from "../src/log.ts";
import { openRenewingParts } from "../src/parts.ts";
import { regenerate, type RegenerateLine } from "../src/pictures/mod.ts";
import { stopSignal } from "../src/stop.ts";
import { describeLine, describeSummary } from "./regenerate/describe.ts";
import { HELP, OPTIONS, readArguments, type RegenerateArguments } from "./regenerate/options.ts";
import { printJson, printLines, printNote } from "./support/lines.ts";
import { type CommandConfig, openDatabaseOfShop, withParts } from "./support/parts.ts";
import { withProgress } from "./support/progress.ts";
import { runShopCommand } from "./support/shop_command.ts";

async function run(values: OptionValues): Promise<number> {
  const given = readArguments(values);
  return await withParts(
    { b2: "regenerate makes the pictures there anew" },
    (config) => makeAnew(config, given),
  );
}

async function makeAnew(config: CommandConfig, given: RegenerateArguments): Promise<number> {
  const started = performance.now();
  await using stack = new AsyncDisposableStack();
  const format = Deno.stderr.isTerminal() ? "text" : "json";
  stack.use(await openLog({ level: "warning", format, secrets: config.secrets }));
  const db = await openDatabaseOfShop(stack, config);
  const { extent, renditions, productId, dryRun, json } = given;
  if (productId !== undefined && !await isKnownProduct(db, productId)) {
    printNote(`There is no product ${productId}, and no event of one.`);
    return 1;
  }
  const parts = await openRenewingParts(stack, { config, b2: config.b2 }, { db });
  const signal = stopSignal();
  const summary = await withProgress("products", (onProgress) =>
    regenerate(parts, {
      ...{ extent, renditions, productId, dryRun, signal, onProgress },
      report: (line) => print(line, json),
    }));
  const interrupted = signal.aborted;
  const seconds = Math.max(1, Math.round(performance.now() - started)) / 1000;
  if (json) printJson([{ kind: "summary", ...summary, interrupted, seconds }]);
  else printLines(describeSummary(summary, { dryRun, interrupted, seconds }));
  const { failed, refused, no_source: noSource } = summary.sizes;
  return interrupted || failed + refused + noSource > 0 ? 1 : 0;
}

function print({ result, ...line }: RegenerateLine, json: boolean): void {
  if (json) printJson([{ ...line, ...result }]);
  else printLines([describeLine({ ...line, result })]);
}

if (import.meta.main) {
  await runShopCommand({
    help: HELP,
    options: OPTIONS,
    run,
    stopsItself: () => true,
  });
}
