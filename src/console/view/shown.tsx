import { RUNGS, SHOWN_SPANS, type ShownSpan, type ShownStep } from "../../pictures/mod.ts";
import type { Words } from "../words/mod.ts";
import { type PlotColumn, Plots } from "./plots.tsx";

const DAY_MINUTES = 1440;

/** What all processes have shown: plots by source, and of the time that it took. `steps` is undefined if it is not known. */
export function ShownPictures(
  { t, span, steps }: { t: Words; span: ShownSpan; steps: readonly ShownStep[] | undefined },
) {
  return (
    <section id="shown">
      <h2>{t.plots.title}</h2>
      <nav class="pills" aria-label={t.plots.span}>
        {(Object.keys(SHOWN_SPANS) as ShownSpan[]).map((each) => (
          <a
            href={`/console?span=${each}#shown`}
            {...(each === span && { "aria-current": "true" as const })}
          >
            {t.plots.spans[each]}
          </a>
        ))}
      </nav>
      {steps === undefined
        ? <div class="card soft">{t.unknown}</div>
        : <Drawn t={t} span={span} steps={steps} />}
    </section>
  );
}

function Drawn({ t, span, steps }: { t: Words; span: ShownSpan; steps: readonly ShownStep[] }) {
  const sum = (values: readonly (number | undefined)[]) =>
    values.reduce<number>((all, value) => all + (value ?? 0), 0);
  const byRung = RUNGS.map((rung, colour): PlotColumn => ({
    ...{ name: t.plots.rungs[rung], colour },
    values: steps.map(({ shown }) => shown[rung] ?? 0),
  })).filter(({ values }) => sum(values) > 0);
  const total = sum(byRung.map(({ values }) => sum(values)));
  if (total === 0) return <div class="card soft">{t.plots.none}</div>;
  const direct = sum(steps.map(({ shown }) => shown.file_id));
  const percent = Math.floor(direct / total * 100);
  return (
    <>
      <p class="soft">{t.plots.total(total, percent)}</p>
      <Plots
        t={t}
        title={t.plots.title}
        timeName={t.plots.from}
        times={steps.map(({ at }) => at)}
        isDaily={SHOWN_SPANS[span].minutes >= DAY_MINUTES}
        plots={[
          { kind: "bars", title: t.plots.shown, columns: byRung },
          {
            kind: "lines",
            title: t.plots.latency,
            columns: [
              { name: t.plots.p50, colour: 0, values: steps.map(({ p50Ms }) => rounded(p50Ms)) },
              { name: t.plots.p99, colour: 2, values: steps.map(({ p99Ms }) => rounded(p99Ms)) },
            ],
          },
        ]}
      />
    </>
  );
}

/** Classes of latency tell no more than two digits. */
function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Number(ms.toPrecision(2));
}
