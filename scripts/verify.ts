/**
 * `deno task verify`: lists where columns and log disagree.
 * @module
 */
import { type OptionValues, runCommand } from "../src/command.ts";
import { type Drift, type UnexplainedValue, verify } from "../src/event_log/mod.ts";
import { lateProgress, type LogCommand, measure, onEventLog } from "./support/event_log.ts";
import { count, formatCount, printJson, printLines } from "./support/lines.ts";

const HELP = `deno task verify [--product ID] [--all] [--json]

Compares the columns of every product with what the event log demands of them, and lists each value
that differs: the value, the one expected, the event that says so and the likely cause. Reads one
moment of the database and changes nothing; a shop that runs meanwhile is not in the way.
deno task replay sets right what differs. A product of the log whose row is gone is listed too: no
replay makes that row again.

  --product ID  this product alone
  --all         lists the unexplained values too: those of which no event speaks, such as a legacy
                row's local path. Without it they are counted. They are no drift.
  --json        prints JSON lines: {"kind": "drift" | "unexplained" | "without_row" | "summary", …}

Exits 0 no drift, 1 drift, a row that is gone or failed, 2 wrong usage or settings.`;

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
  const show = values.json === true ? printJson : (found: readonly Found[]) => {
    printLines(found.map(describeFound));
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
      show(found(page, values.all === true));
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

function describeFound(each: Found): string {
  switch (each.kind) {
    case "drift":
      return describeDrift(each);
    case "unexplained":
      return `${each.productId}  ${each.column}: ${each.value} (unexplained: no event speaks of it)`;
    case "without_row":
      return `${each.productId}  events speak of it, but it has no row: deleted past the shop?`;
  }
}

function describeDrift({ productId, column, value, expected, event, cause }: Drift): string {
  const says = event === null
    ? "(unknown)"
    : `event ${event.position}: version ${event.version}, ${event.type}, ${event.recordedAt}`;
  return [
    `${productId}  ${column}`,
    `    is         ${value ?? "(empty)"}`,
    `    should be  ${expected ?? "(empty)"}`,
    `    says so    ${says}`,
    `    cause      ${cause.code}: ${cause.text}`,
  ].join("\n");
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
    lines.push(`Drift: ${drift}. deno task replay sets them right.`);
  }
  if (withoutRow > 0) {
    const gone = count(withoutRow, "product");
    lines.push(`Without a row: ${gone} of the log. No replay makes the rows again.`);
  }
  if (lines.length === 1) lines.push("No drift: columns and log agree.");
  if (unexplained > 0) {
    const hint = all ? "" : " (--all lists them)";
    lines.push(`Unexplained: ${count(unexplained, "value")} of which no event speaks${hint}.`);
  }
  return lines;
}

if (import.meta.main) {
  await runCommand({
    help: HELP,
    options: OPTIONS,
    run: (values) => onEventLog(values, (command) => run(command, values)),
  });
}
