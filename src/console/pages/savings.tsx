import { type Savings, SAVINGS_DAYS, type SavingsTime, type Used } from "../savings.ts";
import { bytesText, dayText, dollarsText } from "../view/amounts.ts";
import { Page, type Reader } from "../view/layout.tsx";
import { Empty, Head } from "../view/parts.tsx";
import { Plots } from "../view/plots.tsx";
import type { Words } from "../words/mod.ts";

type Row = keyof Used & keyof Words["savings"]["rows"];

/** What was not uploaded, not called and not paid. */
export function SavingsPage(
  { reader, time, savings }: { reader: Reader; time: SavingsTime; savings: Savings },
) {
  const { t } = reader;
  const { shown, since } = savings;
  return (
    <Page reader={reader} title={t.savings.title} place="savings">
      <Head title={t.savings.title} lead={t.savings.lead} />
      <nav class="pills" aria-label={t.savings.time}>
        {(Object.keys(SAVINGS_DAYS) as SavingsTime[]).map((each) => (
          <a
            href={`/console/savings?time=${each}`}
            {...(each === time && { "aria-current": "page" as const })}
          >
            {t.savings.times[each]}
          </a>
        ))}
      </nav>
      {since === undefined ? <Empty title={t.savings.none}>{t.savings.noneText}</Empty> : (
        <>
          <p>{t.savings.since(shown, dayText(since, t))}</p>
          <Comparison t={t} savings={savings} />
          <Notes t={t} savings={savings} />
          <Days t={t} savings={savings} />
        </>
      )}
    </Page>
  );
}

const TEXTS: Readonly<Record<Row, (value: number, t: Words) => string>> = {
  uploads: (value, t) => t.n(value),
  uploadedBytes: bytesText,
  downloads: (value, t) => t.n(value),
  downloadedBytes: bytesText,
  dollars: dollarsText,
  dollarsBeyondFree: dollarsText,
};

function Comparison({ t, savings: { ours, older } }: { t: Words; savings: Savings }) {
  return (
    <div class="card scroll" tabindex={0} role="region" aria-label={t.savings.title}>
      <table class="compared">
        <thead>
          <tr>
            <td />
            <th scope="col">{t.savings.avoided}</th>
            <th scope="col">{t.savings.ours}</th>
            <th scope="col">{t.savings.older}</th>
          </tr>
        </thead>
        <tbody>
          {(Object.keys(TEXTS) as Row[]).map((row) => (
            <tr>
              <th scope="row">{t.savings.rows[row]}</th>
              <td>
                <b>{TEXTS[row](Math.max(0, older[row] - ours[row]), t)}</b>
              </td>
              <td>{TEXTS[row](ours[row], t)}</td>
              <td>{TEXTS[row](older[row], t)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Notes({ t, savings: { unknown } }: { t: Words; savings: Savings }) {
  const sizes = unknown.map((imageType) => t.products.imageTypes[imageType]).join(", ");
  return (
    <p class="soft small">
      {t.savings.sizes}
      {unknown.length > 0 && ` ${t.savings.unknown(sizes)}`}
    </p>
  );
}

function Days({ t, savings: { days } }: { t: Words; savings: Savings }) {
  return (
    <section>
      <h2 class="hidden">{t.savings.perDay}</h2>
      <Plots
        t={t}
        title={t.savings.perDay}
        timeName={t.savings.day}
        times={days.map(({ day }) => day)}
        isDaily
        plots={[{
          kind: "bars",
          title: t.savings.perDay,
          columns: [
            { name: t.savings.made, colour: 2, values: days.map(({ uploads }) => uploads) },
            { name: t.savings.notMade, colour: 0, values: days.map(({ avoided }) => avoided) },
          ],
        }]}
      />
    </section>
  );
}
