import { wrap } from "../../src/std/mod.ts";
import { formatCount } from "../../scripts/support/lines.ts";
import type { ResultLine, Results } from "./run_bench.ts";

const COLUMNS = 90;
const WIDTHS = [39, 10, 10, 9, 9, 8] as const;

/** The lines that show the results of a benchmark on a terminal of 90 columns. */
export function describeResults(results: Results): string[] {
  const { bench, about, machine, versions, date, commit, load, rounds, network } = results;
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const facts = [
    `${bench}: ${about}`,
    `${date}, commit ${commit}, ${results.seconds} s, load ${load[0]} at the beginning, ` +
    `${load[1]} at the end`,
    `${machine.cores} × ${machine.processor}, ${machine.memoryGiB} GiB, ${machine.system}`,
    names.join(", "),
    `${results.quick ? "A quick look: 1 round, small sizes" : `Medians of ${rounds} rounds`}. ` +
    `Far: Telegram ${network.telegramRoundTripMs} ms away, B2 ${network.b2RoundTripMs} ms`,
    ...results.notes,
  ];
  const head = row(["", "ours", "control", "result", "goal", "met"]);
  return [...facts.flatMap((fact) => wrap(fact, COLUMNS, "  ")), "", head, ...tableOf(results)];
}

/** Lines with one control stand below its name. */
function tableOf({ lines }: Results): string[] {
  let control: string | undefined;
  return lines.flatMap((line) => {
    const isNew = line.control !== null && line.control.what !== control;
    control = line.control?.what ?? control;
    const title = isNew ? wrap(`control: ${control}`, COLUMNS, "  ") : [];
    return [...title, ...rowsOf(line)];
  });
}

function rowsOf(line: ResultLine): string[] {
  const [first = "", ...more] = wrap(`${line.what}, ${line.unit}`, WIDTHS[0], "  ");
  const cells = [
    first,
    number(line.ours),
    line.control === null ? "" : number(line.control.value),
    ...describeGoal(line),
    line.met === null ? "" : line.met ? "yes" : "NO",
  ];
  return [row(cells), ...more];
}

function describeGoal({ by, compared, goal }: ResultLine): [string, string] {
  if (by === null || compared === null || goal === null) return ["", ""];
  const text = (value: number) => {
    if (by === "times") return `${number(value)} ×`;
    return by === "gap" && value >= 0 ? `+${number(value)}` : number(value);
  };
  const { atMost, atLeast } = goal;
  return [text(compared), atMost === undefined ? `≥ ${text(atLeast!)}` : `≤ ${text(atMost)}`];
}

function number(value: number): string {
  if (Math.abs(value) >= 1000) return formatCount(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

function row(cells: readonly string[]): string {
  const padded = cells.map((cell, at) =>
    at === 0 ? cell.padEnd(WIDTHS[0]) : cell.padStart(WIDTHS[at]!)
  );
  return padded.join("").trimEnd();
}
