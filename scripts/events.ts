/**
 * `deno task events`: prints the event log.
 * @module
 */
import { type OptionValues } from "../src/command.ts";
import type { LoggedEvent } from "../src/domain/mod.ts";
import { followFromCheckpoint, followLog, readLog } from "../src/event_log/mod.ts";
import { loadTitles } from "../src/shop/mod.ts";
import { stopSignal } from "../src/stop.ts";
import { HELP, OPTIONS, readArguments } from "./events/options.ts";
import { ShortLines, typeOf } from "./events/short_lines.ts";
import { columnsOfOutput } from "./support/columns.ts";
import { type LogCommand, onEventLog } from "./support/event_log.ts";
import { printJson, printLines } from "./support/lines.ts";
import { runShopCommand } from "./support/shop_command.ts";

async function run({ db, productId }: LogCommand, values: OptionValues): Promise<number> {
  const { checkpoint, ...selection } = { ...readArguments(values), productId };
  const options = { ...selection, signal: stopSignal() };
  const log = values.follow !== true
    ? readLog(db, selection)
    : checkpoint === undefined
    ? followLog(db, options)
    : followFromCheckpoint(db, checkpoint, options);
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
      readArguments(values);
      return onEventLog(values, (command) => run(command, values));
    },
  });
}
