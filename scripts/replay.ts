/**
 * `deno task replay`: rebuilds the projected columns from the event log.
 * @module
 */
import { type OptionValues } from "../src/command.ts";
import type { Difference } from "../src/domain/mod.ts";
import {
  loadProjectionTarget,
  previewReplay,
  replay,
  replayProduct,
  type ReplayProgress,
} from "../src/event_log/mod.ts";
import { lateProgress, type LogCommand, measure, onEventLog } from "./support/event_log.ts";
import { count, formatCount, printJson, printLines } from "./support/lines.ts";
import { runShopCommand } from "./support/shop_command.ts";

const HELP = `deno task replay [--product ID] [--dry-run] [--json]

Rebuilds the picture columns of every product from the event log. The shop may
run: a new event waits only while its own product is repaired. Rows that are
correct are not written. Columns without any event keep their
value. The columns belong to the bot and the public URL of the shop that was
started last. A shop that starts with another bot or URL replays by itself.

  --product ID  replay only this product
  --dry-run     list what would change, write nothing
  --json        print JSON lines: {"kind": "change", …} in a dry run, then
                {"kind": "summary", …}

Exits 0 done, 1 failed, 2 wrong usage or settings.`;

const OPTIONS = {
  product: { type: "string" },
  "dry-run": { type: "boolean" },
  json: { type: "boolean" },
} as const;

async function run(command: LogCommand, values: OptionValues): Promise<number> {
  const started = performance.now();
  const json = values.json === true;
  const dryRun = values["dry-run"] === true;
  // Without a target a replay would change nothing and report success.
  const target = await loadProjectionTarget(command.db);
  if (!json) printLines([`For bot ${target.botId} and ${target.publicUrl}`]);
  const done = dryRun ? await preview(command, json) : await replayAll(command);
  const { seconds, perSecond } = measure(started, done.events);
  if (json) {
    const { events, products, changed } = done;
    const rates = { seconds, eventsPerSecond: perSecond };
    printJson([{ kind: "summary", dryRun, events, products, changed, ...rates }]);
  } else printLines([describe(done, dryRun, seconds, perSecond)]);
  return 0;
}

async function replayAll({ db, productId }: LogCommand): Promise<ReplayProgress> {
  if (productId === undefined) {
    using bar = lateProgress();
    return await replay(db, {
      onProgress: ({ products, ofProducts }) => {
        if (products === 0) bar.start(ofProducts);
        else bar.update(products);
      },
    });
  }
  const done = await replayProduct(db, productId);
  if (done === undefined) {
    throw new Error(`Product ${productId} has events, but no row: restore the row, then replay`);
  }
  return done;
}

async function preview({ db, productId }: LogCommand, json: boolean): Promise<ReplayProgress> {
  using bar = lateProgress();
  let last: ReplayProgress = { products: 0, ofProducts: 0, events: 0, changed: 0 };
  for await (
    const { differences, ...progress } of previewReplay(db, { productId, onStart: bar.start })
  ) {
    last = progress;
    if (json) printJson(differences.map((each) => ({ kind: "change", ...each })));
    else printLines(differences.map(describeChange));
    bar.update(progress.products);
  }
  return last;
}

function describeChange({ productId, column, value, expected }: Difference): string {
  return `${productId}  ${column}: ${value ?? "(empty)"} → ${expected ?? "(empty)"}`;
}

function describe(
  { events, products, changed }: ReplayProgress,
  dryRun: boolean,
  seconds: number,
  perSecond: number,
): string {
  if (events === 0) return "Nothing to replay: the log has no events.";
  const rows = changed === 0
    ? "every row is correct"
    : `${count(changed, "row")} ${dryRun ? "would change" : "changed"}`;
  return `${count(events, "event")} of ${count(products, "product")} read, ${rows}; ` +
    `${seconds} s, ${formatCount(perSecond)} events/s.`;
}

if (import.meta.main) {
  await runShopCommand({
    help: HELP,
    options: OPTIONS,
    run: (values) => onEventLog(values, (command) => run(command, values)),
  });
}
