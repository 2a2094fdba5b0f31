import type { Drift } from "../../event_log/mod.ts";
import type { OperatorAction } from "../audit.ts";
import { type CatalogueState, SHOWN_DRIFT } from "../catalogue_survey.ts";
import type { RunningWork } from "../long_work.ts";
import type { Known } from "../survey.ts";
import { ActionNote } from "../view/actions.tsx";
import { Page, type Reader } from "../view/layout.tsx";
import {
  ActionLink,
  Badge,
  Empty,
  Facts,
  Head,
  momentOf,
  Note,
  productPath,
  Time,
  Value,
} from "../view/parts.tsx";
import { eventPath } from "../view/events.tsx";
import { Comparisons } from "../view/comparisons.tsx";
import { Live } from "../view/live.tsx";
import { WorkProgress } from "../view/works.tsx";
import type { Words } from "../words/mod.ts";

/** A product with wrong columns, and its version when the page was made. */
export interface DriftedProduct {
  readonly productId: string;
  readonly title: string | null;
  readonly version: number;
  readonly drift: readonly Drift[];
}

/** What the page of the drift shows. */
export interface DriftProps {
  readonly reader: Reader;
  readonly known: Known<CatalogueState>;
  readonly products: readonly DriftedProduct[];
  readonly work: RunningWork | undefined;
  readonly done: OperatorAction | undefined;
}

const RELOAD_SECONDS = 2;

/** The columns that are not what the log demands, with the cause of each. */
export function DriftPage(props: DriftProps) {
  const { reader, known, work } = props;
  const { t } = reader;
  const isMoving = known.isRunning || work !== undefined;
  return (
    <Page
      reader={reader}
      title={t.drift.title}
      place="drift"
      reloadSeconds={isMoving ? RELOAD_SECONDS : undefined}
      isLive
    >
      <Head title={t.drift.title} lead={t.drift.lead} />
      <Comparisons t={t} of="columns" />
      <Live id="drift">
        <DriftState {...props} />
      </Live>
    </Page>
  );
}

function DriftState({ reader, known: { latest }, products, work, done }: DriftProps) {
  const { t, session } = reader;
  const drift = latest !== undefined && "value" in latest ? latest.value.drift : undefined;
  return (
    <>
      <ActionNote action={done} t={t} />
      {work !== undefined && <WorkProgress work={work} reader={reader} />}
      {latest === undefined && <Note tone="accent">{t.overview.checking}</Note>}
      {latest !== undefined && "failed" in latest && (
        <Note tone="bad">
          <b>{t.overview.checkFailed}.</b> {t.overview.checkFailedText}
        </Note>
      )}
      {latest !== undefined && drift !== undefined && (
        <p class="soft small">
          {t.overview.checkedAt(momentOf(latest.at, t), drift.products)}{" "}
          <a href="/console/drift?again=1">{t.overview.again}</a>
        </p>
      )}
      {drift !== undefined && drift.driftValues === 0 && drift.withoutRow === 0 && (
        <Empty title={t.drift.none}>{t.drift.noneText(drift.products, drift.events)}</Empty>
      )}
      {drift !== undefined && drift.driftValues > 0 && (
        <>
          <div class="head">
            <h2>{t.drift.found(drift.driftValues, drift.driftRows)}</h2>
            {session?.role === "operator" && work === undefined && (
              <ActionLink href="/console/drift/do/mend_all" tone="primary">
                {t.actions.mend_all}
              </ActionLink>
            )}
            {drift.driftValues > SHOWN_DRIFT && <p>{t.drift.first(SHOWN_DRIFT)}</p>}
          </div>
          <div class="stack">
            {products.map((product) => (
              <Drifted product={product} t={t} mayAct={session?.role === "operator"} />
            ))}
          </div>
        </>
      )}
      {drift !== undefined && drift.withoutRow > 0 && (
        <WithoutRow productIds={drift.firstWithoutRow} t={t} />
      )}
      {drift !== undefined && drift.unexplained > 0 && (
        <p class="soft small">{t.drift.unexplained(drift.unexplained)}</p>
      )}
    </>
  );
}

function Drifted(
  { product: { productId, title, version, drift }, t, mayAct }: {
    product: DriftedProduct;
    t: Words;
    mayAct: boolean;
  },
) {
  return (
    <article class="card">
      <div class="head">
        <h3>
          <a href={productPath(productId)}>{title || t.products.untitled}</a>
          <span class="soft mono">{productId}</span>
        </h3>
        {mayAct && (
          <span class="right">
            <ActionLink
              href={`${productPath(productId)}/do/replay?version=${version}&from=drift`}
            >
              {t.drift.mend}
            </ActionLink>
          </span>
        )}
      </div>
      <div class="stack">
        {drift.map((each) => <Finding drift={each} t={t} />)}
      </div>
    </article>
  );
}

function Finding({ drift, t }: { drift: Drift; t: Words }) {
  const { productId, column, value, expected, event, cause } = drift;
  return (
    <section>
      <h4>
        <code>{column}</code> <Badge tone="bad">{cause.code}</Badge>
      </h4>
      <Facts
        rows={[
          [t.drift.is, <Value value={value} t={t} />],
          [t.drift.shouldBe, <Value value={expected} t={t} />],
          [
            t.drift.event,
            event === null ? t.unknown : (
              <>
                <a href={eventPath({ productId, version: event.version })}>{event.type}</a>
                {`, ${t.drift.version(event.version)}, `}
                <Time at={event.recordedAt} t={t} />
              </>
            ),
          ],
          [t.drift.cause, t.causes[cause.code]],
        ]}
      />
    </section>
  );
}

function WithoutRow({ productIds, t }: { productIds: readonly string[]; t: Words }) {
  return (
    <section>
      <h2>{t.drift.withoutRow}</h2>
      <p class="soft">{t.product.withoutRow}</p>
      <ul class="rows">
        {productIds.map((productId) => (
          <li>
            <a href={productPath(productId)}>{productId}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}
