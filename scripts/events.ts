/**
 * `deno task events`: prints the event log.
 * @module
 */
import { type OptionValues } from "../src/command.ts";
import { type LoggedEvent, SCHEMA_VERSION } from "../src/domain/mod.ts";
import { followLog, readLog } from "../src/event_log/mod.ts";
import { stopSignal } from "../src/stop.ts";
import { type LogCommand, onEventLog } from "./support/event_log.ts";
import { printJson, printLines } from "./support/lines.ts";
import { optionalPosition } from "./support/options.ts";
import { runShopCommand } from "./support/shop_command.ts";

const HELP = `deno task events [--product ID] [--from POSITION] [--follow] [--json]

Prints the event log, one line for each event, in the order of positions.

  --product ID     print only events of this product
  --from POSITION  start at this position
  --follow         print new events too, until Ctrl+C. No event is skipped. An
                   event of a slow transaction may come after a later position
  --json           print JSON lines

Exits 0 done or stopped, 1 failed, 2 wrong usage or settings.`;

const OPTIONS = {
  product: { type: "string" },
  from: { type: "string" },
  follow: { type: "boolean" },
  json: { type: "boolean" },
} as const;

async function run({ db, productId }: LogCommand, values: OptionValues): Promise<number> {
  const selection = { productId, from: optionalPosition(values, "from") };
  const log = values.follow === true
    ? followLog(db, { ...selection, signal: stopSignal() })
    : readLog(db, selection);
  for await (const page of log) {
    if (values.json === true) printJson(page);
    else printLines(page.map(describeEvent));
  }
  return 0;
}

/** One line. Texts are escaped, so they cannot break the line or control the terminal. */
function describeEvent(event: LoggedEvent): string {
  const { position, recordedAt, productId, version, imageType, type, data, metadata } = event;
  const isKnown = event.schemaVersion <= SCHEMA_VERSION;
  const name = isKnown ? type : `${type} (shape ${event.schemaVersion})`;
  const fields = data !== null && typeof data === "object" ? Object.entries(data) : [];
  const shown = fields.map(([key, value]) => `${key}=${printable(value)}`).join(" ");
  const by = `by ${printable(metadata.actor ?? "unknown")}`;
  return [position, recordedAt, `${printable(productId)} v${version} ${imageType}`, name, shown, by]
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
    run: (values) => {
      optionalPosition(values, "from");
      return onEventLog(values, (command) => run(command, values));
    },
  });
}
