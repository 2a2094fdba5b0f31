import { PLOT_PATHS } from "../assets/mod.ts";
import type { Words } from "../words/mod.ts";

/** A row of numbers over time. */
export interface PlotColumn {
  readonly name: string;
  /** Its colour: one of the classes `s0` to `s5`. */
  readonly colour: number;
  /** By time. Undefined where there is nothing to measure. */
  readonly values: readonly (number | undefined)[];
}

/** How columns are drawn: bars on top of each other, or lines on a scale of powers of ten. */
export type PlotKind = "bars" | "lines";

/** One plot: the columns that share a scale. */
export interface Plot {
  readonly kind: PlotKind;
  readonly title: string;
  readonly columns: readonly PlotColumn[];
}

/** What {@link Plots} shows. */
export interface PlotsProps {
  readonly t: Words;
  /** What the table is about. */
  readonly title: string;
  /** The head of the column of times. */
  readonly timeName: string;
  /** When each step begins. */
  readonly times: readonly Date[];
  /** Whether a step is a day or more. */
  readonly isDaily: boolean;
  readonly plots: readonly Plot[];
}

/** Plots, and a table of the same numbers. The script draws what is in the table; without it, the table is shown. */
export function Plots({ t, title, timeName, times, isDaily, plots }: PlotsProps) {
  const columns = plots.flatMap(({ kind, columns }) => columns.map((column) => ({ kind, column })));
  return (
    <figure class="plots" data-daily={isDaily ? "yes" : "no"} data-locale={t.locale}>
      <div class="two">
        {plots.map(({ kind, title }) => (
          <div class="card drawn">
            <h3>{title}</h3>
            <div class="plot" data-plot={kind} aria-hidden="true" />
          </div>
        ))}
      </div>
      <details class="numbers" open>
        <summary>{t.plots.table}</summary>
        <div class="scroll" tabindex={0} role="region" aria-label={title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{timeName}</th>
                {columns.map(({ kind, column: { name, colour } }) => (
                  <th scope="col" data-plot={kind}>
                    <span class={`swatch s${colour}`} />
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {times.map((at, n) => (
                <tr>
                  <th scope="row">
                    <time datetime={at.toISOString()}>{stepText(at, isDaily, t)}</time>
                  </th>
                  {columns.map(({ column }) => <Cell value={column.values[n]} t={t} />)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
      <script src={PLOT_PATHS.library} defer />
      <script src={PLOT_PATHS.script} type="module" />
    </figure>
  );
}

function Cell({ value, t }: { value: number | undefined; t: Words }) {
  return <td>{value === undefined ? "–" : <data value={`${value}`}>{t.n(value)}</data>}</td>;
}

function stepText(at: Date, isDaily: boolean, t: Words): string {
  return at.toLocaleString(t.locale, {
    timeZone: "UTC",
    ...(isDaily ? { day: "numeric", month: "short" } : { hour: "2-digit", minute: "2-digit" }),
  });
}
