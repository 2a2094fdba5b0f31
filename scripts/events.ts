/**
 * `deno task events`: prints the event log.
 * @module
 */
import { type OptionValues, UsageError } from "../src/command.ts";
import type { LoggedEvent } from "../src/domain/mod.ts";
import { followLog, readLog } from "../src/event_log/mod.ts";
import { loadTitles } from "../src/shop/mod.ts";
import { stopSignal } from "../src/stop.ts";
import { ShortLines, typeOf } from "./events/short_lines.ts";
import { columnsOfOutput } from "./support/columns.ts";
import { type LogCommand, onEventLog } from "./support/event_log.ts";
import { printJson, printLines } from "./support/lines.ts";
import { optionalPosition } from "./support/options.ts";
import { runShopCommand } from "./support/shop_command.ts";

const HELP = `deno task events [--product ID] [--from POSITION] [--follow]
                 [--full | --json]

Prints the event log, one line for each event, in the order of positions:
position, time (UTC), product with its title, picture, and what happened. A line
has 80 columns, or those of a wider terminal.

  --product ID     print only events of this product
  --from POSITION  start at this position
  --follow         print new events too, until Ctrl+C. No event is skipped. An
                   event of a slow transaction may come after a later position
  --full           print all that the log holds of each event, in a long line
  --json           print JSON lines

Exits 0 done or stopped, 1 failed, 2 wrong usage or settings.`;

const OPTIONS = {
  product: { type: "string" },
  from: { type: "string" },
  follow: { type: "boolean" },
  full: { type: "boolean" },
  json: { type: "boolean" },
} as const;

async function run({ db, productId }: LogCommand, values: OptionValues): Promise<number> {
  const selection = { productId, from: optionalPosition(values, "from") };
  const log = values.follow === true
    ? followLog(db, { ...selection, signal: stopSignal() })
    : readLog(db, selection);
  const short = new ShortLines(columnsOfOutput());
  for await (const page of log) {
    if (values.json === true) {
      printJson(page);
      continue;
    }
    const titles = await loadTitles(db, page.map((event) => event.productId));
    if (values.full === true) {
      printLines(page.map((event) => describeEvent(event, titles.get(event.productId))));
    } else printLines(short.of(page, titles));
  }
  return 0;
}

/** One line. Texts are escaped, so they cannot break the line or control the terminal. */
function describeEvent(event: LoggedEvent, title: string | undefined): string {
  const { position, recordedAt, productId, version, imageType, data, metadata } = event;
  const named = title === undefined ? "" : ` ${JSON.stringify(title)}`;
  const fields = data !== null && typeof data === "object" ? Object.entries(data) : [];
  const shown = fields.map(([key, value]) => `${key}=${printable(value)}`).join(" ");
  const by = `by ${printable(metadata.actor ?? "unknown")}`;
  const picture = `${printable(productId)}${named} v${version} ${imageType}`;
  return [position, recordedAt, picture, typeOf(event), shown, by]
    .filter((part) => part !== "").join("  ");
}

function printable(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^[\x21-\x7e]+$/.test(text) ? text : JSON.stringify(text);
}

if (import.meta.main) {
  await runShopCommand({
    help: HELP,
    options: OPTIONS,
    stopsItself: (values) => values.follow === true,
    run: (values) => {
      optionalPosition(values, "from");
      if (values.full === true && values.json === true) {
        throw new UsageError("--full cannot be used with --json, which prints everything too");
      }
      return onEventLog(values, (command) => run(command, values));
    },
  });
}
