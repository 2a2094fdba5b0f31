/**
 * `deno task as-of`: what the columns held at a position of the log, or at an instant.
 * @module
 */
import { type OptionValues, runCommand, UsageError } from "../src/command.ts";
import { columnsAsOf, type LogMoment, type ProductAsOf } from "../src/event_log/mod.ts";
import { type LogCommand, onEventLog } from "./support/event_log.ts";
import { printJson, printLines } from "./support/lines.ts";
import { optionalText, readPosition } from "./support/options.ts";

const HELP = `deno task as-of --at POSITION|INSTANT [--product ID] [--json]

Says what the image columns held after the event of that position, or after all events that were
recorded at that instant or before it. They are built for the bot and the public URL of today: the
log does not know those of then. Products of which no event had spoken by then are left out.

  --at          a position such as 1234, or an instant with its zone, such as 2026-05-01T12:00:00Z
                or 2026-05-01T12:00:00.123456+02:00
  --product ID  this product alone
  --json        prints JSON lines; columns of which no event had spoken are left out

Exits 0 done, 1 failed, 2 wrong usage or settings.`;

const OPTIONS = {
  at: { type: "string" },
  product: { type: "string" },
  json: { type: "boolean" },
} as const;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$/;

/** Reads `--at`. */
function readMoment(text: string | undefined): LogMoment {
  if (text === undefined) throw new UsageError("--at is missing: a position or an instant");
  const position = readPosition(text);
  if (position !== undefined) return { position };
  if (INSTANT.test(text) && isCalendarDay(text.slice(0, 10)) && !isNaN(Date.parse(text))) {
    return { instant: text };
  }
  throw new UsageError(
    `--at must be a position or an instant with its zone (2026-05-01T12:00:00Z), is ${text}`,
  );
}

/** `Date.parse` takes the 30th of February for the 2nd of March. */
function isCalendarDay(day: string): boolean {
  const time = Date.parse(day);
  return !isNaN(time) && new Date(time).toISOString().startsWith(day);
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
    else printLines(page.map(describeProduct));
  }
  if (found === 0 && !json) {
    printLines([`No event had spoken of ${productId ?? "any product"} by then.`]);
  }
  return 0;
}

function describeProduct({ productId, position, version, columns }: ProductAsOf): string {
  const lines = Object.entries(columns).map(([column, value]) =>
    `    ${column.padEnd(23)} ${
      value === undefined ? "(no event had spoken of it)" : value ?? "(empty)"
    }`
  );
  return [`${productId}  version ${version}, event ${position}`, ...lines].join("\n");
}

if (import.meta.main) {
  await runCommand({
    help: HELP,
    options: OPTIONS,
    run: (values: OptionValues) => {
      const moment = readMoment(optionalText(values, "at"));
      return onEventLog(values, (command) => run(command, moment, values.json === true));
    },
  });
}
