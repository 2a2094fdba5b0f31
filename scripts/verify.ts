/**
 * `deno task verify`: compares the picture columns with the event log.
 * @module
 */
import { type OptionValues } from "../src/command.ts";
import { type Drift, type UnexplainedValue, verify } from "../src/event_log/mod.ts";
import { loadTitles } from "../src/shop/mod.ts";
import { lateProgress, type LogCommand, measure, onEventLog } from "./support/event_log.ts";
import { count, formatCount, nameOf, printJson, printLines } from "./support/lines.ts";
import { runShopCommand } from "./support/shop_command.ts";

const HELP = `deno task verify [--product ID] [--all] [--json]

Compares the picture columns of every product with the event log. Lists each
value that differs, with the expected value, its event and the likely cause. It
reads one snapshot of the database and changes nothing. The shop may run.

To repair the values, run deno task replay. Products that have events but no row
are listed too. A replay cannot restore a row.

  --product ID  verify only this product
  --all         list unexplained values too: values that no event mentions, such
                as a legacy row's local path. They are not drift, and without
                --all they are only counted
  --json        print JSON lines:
                {"kind": "drift" | "unexplained" | "without_row" | "summary", …}

Exits 0 no drift, 1 drift, missing rows or failed, 2 wrong usage or settings.`;

const OPTIONS = {
  product: { type: "string" },
  all: { type: "boolean" },
  json: { type: "boolean" },
} as const;

interface Summary {
  products: number;
  events: number;
  driftRows: number;
  driftValues: number;
  unexplained: number;
  withoutRow: number;
}

async function run({ db, productId }: LogCommand, values: OptionValues): Promise<number> {
  const started = performance.now();
  const summary: Summary = {
    products: 0,
    events: 0,
    driftRows: 0,
    driftValues: 0,
    unexplained: 0,
    withoutRow: 0,
  };
  const show = async (found: readonly Found[]) => {
    if (values.json === true) return printJson(found);
    const titles = await loadTitles(db, found.map((each) => each.productId));
    printLines(found.flatMap((each) => describeFound(each, nameOf(each.productId, titles))));
  };
  {
    using bar = lateProgress();
    for await (const page of verify(db, { productId, onStart: bar.start })) {
      summary.products = page.products;
      summary.events = page.events;
      summary.driftRows += new Set(page.drift.map((each) => each.productId)).size;
      summary.driftValues += page.drift.length;
      summary.unexplained += page.unexplained.length;
      summary.withoutRow += page.withoutRow.length;
      await show(found(page, values.all === true));
      bar.update(page.products);
    }
  }
  const { seconds, perSecond } = measure(started, summary.events);
  if (values.json === true) {
    printJson([{ kind: "summary", ...summary, seconds, eventsPerSecond: perSecond }]);
  } else printLines(describeSummary(summary, values.all === true, seconds, perSecond));
  return summary.driftValues + summary.withoutRow > 0 ? 1 : 0;
}

type Found =
  | { kind: "drift" } & Drift
  | { kind: "unexplained" } & UnexplainedValue
  | { kind: "without_row"; productId: string };

function found(
  page: {
    drift: readonly Drift[];
    unexplained: readonly UnexplainedValue[];
    withoutRow: readonly string[];
  },
  all: boolean,
): Found[] {
  return [
    ...page.drift.map((each) => ({ kind: "drift" as const, ...each })),
    ...(all ? page.unexplained : []).map((each) => ({ kind: "unexplained" as const, ...each })),
    ...page.withoutRow.map((productId) => ({ kind: "without_row" as const, productId })),
  ];
}

function describeFound(each: Found, name: string): string | string[] {
  switch (each.kind) {
    case "drift":
      return describeDrift(each, name);
    case "unexplained":
      return `${name}  ${each.column}: ${each.value} (unexplained: in no event)`;
    case "without_row":
      return `${name}  has events but no row: was it deleted by hand?`;
  }
}

function describeDrift(
  { column, value, expected, event, cause }: Drift,
  name: string,
): string[] {
  const says = event === null
    ? "(unknown)"
    : `${event.position}: version ${event.version}, ${event.type}, ${event.recordedAt}`;
  return [
    `${name}  ${column}`,
    `    is         ${value ?? "(empty)"}`,
    `    should be  ${expected ?? "(empty)"}`,
    `    event      ${says}`,
    `    cause      ${cause.code}: ${cause.text}`,
  ];
}

function describeSummary(
  { products, events, driftRows, driftValues, unexplained, withoutRow }: Summary,
  all: boolean,
  seconds: number,
  perSecond: number,
): string[] {
  const lines = [
    `Checked ${count(products, "product")} against ${count(events, "event")} in ${seconds} s ` +
    `(${formatCount(perSecond)} events/s).`,
  ];
  if (driftValues > 0) {
    const drift = `${count(driftValues, "value")} in ${count(driftRows, "row")}`;
    lines.push(`Drift: ${drift}. To repair them, run deno task replay.`);
  }
  if (withoutRow > 0) {
    const gone = count(withoutRow, "product");
    lines.push(`Without a row: ${gone} of the log. A replay cannot restore a row.`);
  }
  if (lines.length === 1) lines.push("No drift: columns and log agree.");
  if (unexplained > 0) {
    const hint = all ? "" : " (see --all)";
    lines.push(`Unexplained: ${count(unexplained, "value")} that no event mentions${hint}.`);
  }
  return lines;
}

if (import.meta.main) {
  await runShopCommand({
    help: HELP,
    options: OPTIONS,
    run: (values) => onEventLog(values, (command) => run(command, values)),
  });
}
