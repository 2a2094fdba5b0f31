/**
 * `deno task move-bucket`: copies the pictures of the shop to a second bucket, and keeps both equal.
 * @module
 */
import { type OptionValues, WrongSettings } from "../src/command.ts";
import { openLog } from "../src/log.ts";
import { openMovingParts } from "../src/parts.ts";
import { moveBucket, type MoveLine } from "../src/pictures/mod.ts";
import { stopSignal } from "../src/stop.ts";
import { describeLine, describeSummary, isDone } from "./move_bucket/describe.ts";
import { printJson, printLines } from "./support/lines.ts";
import { type CommandConfig, openDatabaseOfShop, withParts } from "./support/parts.ts";
import { withProgress } from "./support/progress.ts";
import { runShopCommand } from "./support/shop_command.ts";

const HELP = `deno task move-bucket [--deep] [--dry-run] [--json]

Makes the bucket of B2_* and the second one of B2_MIRROR_* hold the same: every
picture that the log wants. It copies what one of them lacks, whichever it is.
Each copy is compared with the SHA-256 of the log before and after. What belongs
to a product that was deleted for good is erased in both.

The shop runs meanwhile. To move to another bucket (docs/operations.md):
  1. Set B2_MIRROR_* to the new bucket, and restart the shop: it puts into both.
  2. Run this command until it exits with 0.
  3. Exchange B2_* and B2_MIRROR_*, and restart: the columns are replayed.
  4. Run it again, then take B2_MIRROR_* away.
You can stop or kill this command at any time and run it again: it goes on where
it was.

  --deep     download every object of both buckets, and compare its SHA-256.
             Without it, only those whose size or MD5 differs in the listings
  --dry-run  list what would be copied or erased, and change nothing
  --json     print JSON lines: {"outcome", "key", …}, at last
             {"kind": "summary", …}

Exits 0 both buckets hold everything, 1 something is left or failed, 2 wrong
usage or settings.`;

const OPTIONS = {
  deep: { type: "boolean" },
  "dry-run": { type: "boolean" },
  json: { type: "boolean" },
} as const;

async function run(values: OptionValues): Promise<number> {
  const needed = { b2: "move-bucket copies from this bucket" };
  return await withParts(needed, (config) => move(config, values));
}

async function move(config: CommandConfig, values: OptionValues): Promise<number> {
  const { mirror } = config.b2;
  if (mirror === undefined) {
    const missing = "B2_MIRROR_ENDPOINT, B2_MIRROR_BUCKET, … are missing";
    throw new WrongSettings([`${missing}: move-bucket copies to this second bucket`]);
  }
  const started = performance.now();
  const [deep, dryRun, json] = [values.deep, values["dry-run"], values.json]
    .map((value) => value === true) as [boolean, boolean, boolean];
  await using stack = new AsyncDisposableStack();
  const format = Deno.stderr.isTerminal() ? "text" : "json";
  stack.use(await openLog({ level: "warning", format, secrets: config.secrets }));
  const db = await openDatabaseOfShop(stack, config);
  const parts = await openMovingParts(stack, { config, b2: { ...config.b2, mirror } }, db);
  const signal = stopSignal();
  const summary = await withProgress("objects of the log", (onProgress) =>
    moveBucket(parts, {
      ...{ deep, dryRun, signal, onProgress },
      report: (line) => print(line, json),
    }));
  const interrupted = signal.aborted;
  const seconds = Math.max(1, Math.round(performance.now() - started)) / 1000;
  const names = parts.buckets.map(({ name }) => name);
  if (json) printJson([{ kind: "summary", ...summary, interrupted, seconds }]);
  else printLines(describeSummary(summary, { names, dryRun, deep, interrupted, seconds }));
  return !interrupted && isDone(summary) ? 0 : 1;
}

function print(line: MoveLine, json: boolean): void {
  if (json) printJson([line]);
  else printLines([describeLine(line)]);
}

if (import.meta.main) {
  await runShopCommand({ help: HELP, options: OPTIONS, run, stopsItself: () => true });
}
