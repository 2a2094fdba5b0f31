/**
 * `deno task as-of`: prints the picture columns at a position of the log, or at a time.
 * @module
 */
import { type OptionValues, UsageError } from "../src/command.ts";
import { columnsAsOf, type LogMoment, type ProductAsOf } from "../src/event_log/mod.ts";
import { type LogCommand, onEventLog } from "./support/event_log.ts";
import { printJson, printLines } from "./support/lines.ts";
import { isInstant, optionalText, readPosition } from "./support/options.ts";
import { runShopCommand } from "./support/shop_command.ts";

const HELP = `deno task as-of --at POSITION|TIME [--product ID] [--json]

Prints the picture columns as they were after the event of this position, or
after all events up to this time. They are shown for today's bot and public URL,
because the log does not contain those of the past. Products without an event by
then are left out.

  --at          a position such as 1234, or a time with its zone, such as
                2026-05-01T12:00:00Z or 2026-05-01T12:00:00.123456+02:00
  --product ID  print only this product
  --json        print JSON lines, without the columns that had no event yet

Exits 0 done, 1 failed, 2 wrong usage or settings.`;

const OPTIONS = {
  at: { type: "string" },
  product: { type: "string" },
  json: { type: "boolean" },
} as const;

function readMoment(text: string | undefined): LogMoment {
  if (text === undefined) throw new UsageError("--at is missing: give a position or a time");
  const position = readPosition(text);
  if (position !== undefined) return { position };
  if (isInstant(text)) return { instant: text };
  throw new UsageError(
    `--at must be a position or a time with its zone (2026-05-01T12:00:00Z), is ${text}`,
  );
}

async function run(
  { db, productId }: LogCommand,
  moment: LogMoment,
  json: boolean,
): Promise<number> {
  let found = 0;
  for await (const page of columnsAsOf(db, moment, { productId })) {
    found += page.length;
    if (json) printJson(page);
    else printLines(page.flatMap(describeProduct));
  }
  if (found === 0 && !json) {
    const none = productId === undefined ? "No product had an event" : `${productId} had no event`;
    printLines([`${none} by then.`]);
  }
  return 0;
}

function describeProduct(
  { productId, position, version, columns, pictures = [] }: ProductAsOf,
): string[] {
  const [, ...others] = pictures;
  return [
    `${productId}  version ${version}, event ${position}`,
    ...describeColumns(columns),
    ...others.flatMap(({ picture, ...columns }, n) => [
      `  picture ${n + 2} of ${pictures.length}, number ${picture}`,
      ...describeColumns(columns),
    ]),
  ];
}

function describeColumns(columns: Readonly<Record<string, string | null | undefined>>): string[] {
  return Object.entries(columns).map(([column, value]) =>
    `    ${column.padEnd(23)} ${value === undefined ? "(no event yet)" : value ?? "(empty)"}`
  );
}

if (import.meta.main) {
  await runShopCommand({
    help: HELP,
    options: OPTIONS,
    run: (values: OptionValues) => {
      const moment = readMoment(optionalText(values, "at"));
      return onEventLog(values, (command) => run(command, moment, values.json === true));
    },
  });
}
