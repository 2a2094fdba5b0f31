import type { ShownSpan } from "../../pictures/mod.ts";
import type { CatalogueState } from "../catalogue_survey.ts";
import type { Desk } from "../desk.ts";
import type { Readiness } from "../shop.ts";
import type { Words } from "../words/mod.ts";
import { ActionRows } from "../view/actions.tsx";
import { EventRows } from "../view/events.tsx";
import { Page, type Reader } from "../view/layout.tsx";
import { Live } from "../view/live.tsx";
import { Badge, Head, momentOf } from "../view/parts.tsx";
import { ShownPictures } from "../view/shown.tsx";
import { TABS } from "./jobs.tsx";
import { type Todo, todosOf } from "./todos.ts";

/** What the overview shows. */
export interface OverviewProps {
  readonly reader: Reader;
  readonly readiness: Readiness;
  /** Undefined while the shop is being started. */
  readonly desk: Desk | undefined;
  /** The time of the plots. */
  readonly span: ShownSpan;
}

const RELOAD_SECONDS = 3;

/** The first page: what needs a person, then all parts at a glance. */
export function OverviewPage({ reader, readiness, desk, span }: OverviewProps) {
  const { t } = reader;
  const isRunning = desk?.catalogue.isRunning ?? true;
  const found = desk?.catalogue.latest;
  const catalogue = found !== undefined && "value" in found ? found.value : undefined;
  return (
    <Page
      reader={reader}
      title={t.overview.title}
      place="overview"
      reloadSeconds={isRunning ? RELOAD_SECONDS : undefined}
      isLive
    >
      <Head title={t.overview.title}>
        <Live id="checked">
          <Checked t={t} catalogue={desk?.catalogue.latest} />
        </Live>
      </Head>
      <h2 class="hidden">{t.overview.todo}</h2>
      <Live id="todos">
        <Todos
          t={t}
          todos={todosOf(t, readiness, desk)}
          isSure={catalogue !== undefined && readiness.ready && desk?.jobs !== undefined &&
            desk.pauses !== undefined && desk.checks !== undefined && desk.lost !== undefined}
        />
        <Parts t={t} readiness={readiness} />
      </Live>
      {desk !== undefined && <ShownPictures t={t} span={span} steps={desk.shown} />}
      {desk !== undefined && (
        <div class="two">
          <section>
            <h2>{t.overview.shop}</h2>
            <Live id="shop">
              <Shop t={t} catalogue={catalogue} />
            </Live>
          </section>
          <section>
            <h2>{t.overview.queue}</h2>
            <Live id="queue">
              <Queue t={t} jobs={desk.jobs} reconcile={desk.reconcile} />
            </Live>
          </section>
          <section>
            <h2>{t.overview.events}</h2>
            <Live id="events">
              <Events t={t} events={desk.events} />
            </Live>
          </section>
          <section>
            <h2>{t.history.title}</h2>
            <Live id="actions">
              <Actions t={t} actions={desk.actions} />
            </Live>
          </section>
        </div>
      )}
    </Page>
  );
}

function Checked({ t, catalogue }: { t: Words; catalogue: Desk["catalogue"]["latest"] }) {
  if (catalogue === undefined || "failed" in catalogue) return null;
  const { at, value } = catalogue;
  return (
    <span class="soft small">{t.overview.checkedAt(momentOf(at, t), value.drift.products)}</span>
  );
}

function Events({ t, events }: { t: Words; events: Desk["events"] }) {
  return (events?.length ?? 0) === 0
    ? <div class="card soft">{events ? t.overview.noEvents : t.unknown}</div>
    : <EventRows t={t} events={events!} />;
}

function Actions({ t, actions }: { t: Words; actions: Desk["actions"] }) {
  return (actions?.length ?? 0) === 0
    ? <div class="card soft">{actions ? t.history.none : t.unknown}</div>
    : <ActionRows t={t} actions={actions!} />;
}

function Todos(
  { t, todos, isSure }: { t: Words; todos: readonly Todo[]; isSure: boolean },
) {
  if (todos.length === 0 && isSure) {
    return (
      <div class="card calm">
        <svg
          viewBox="0 0 24 24"
          fill="none"
          stroke="currentColor"
          stroke-width="2"
          aria-hidden="true"
        >
          <circle cx="12" cy="12" r="9.5" />
          <path d="M7.5 12.5l3 3 6-6.5" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
        <div>
          <b>{t.overview.nothing}</b>
          <div class="soft">{t.overview.nothingText}</div>
        </div>
      </div>
    );
  }
  return (
    <ul class="todo">
      {todos.map(({ tone, title, text, href }) => (
        <li class={tone}>
          <a href={href}>
            <span class="mark" aria-hidden="true">!</span>
            <span>
              <b>{title}</b>
              <span class="soft">{text}</span>
            </span>
            <span class="go" aria-hidden="true">→</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Parts({ t, readiness }: { t: Words; readiness: Readiness }) {
  return (
    <section id="parts">
      <h2>{t.overview.parts}</h2>
      <ul class="parts">
        {Object.entries(readiness.checks).map(([name, result]) => (
          <li>
            {t.overview.partNames[name] ?? name}
            <Badge tone={result === "ok" ? "good" : "bad"}>
              {result === "ok" ? t.overview.ok : result}
            </Badge>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Shop(
  { t, catalogue }: { t: Words; catalogue: CatalogueState | undefined },
) {
  const stock = catalogue?.stock;
  const stats: readonly (readonly [number, string])[] = stock === undefined ? [] : [
    [stock.onSale, t.overview.onSale],
    [stock.withdrawn, t.overview.offSale],
    [stock.pictures.fileId, t.overview.inTelegram],
    [stock.pictures.stored, t.overview.inB2],
    [stock.pictures.legacy, t.overview.legacy],
    [stock.pictures.none, t.overview.none],
  ];
  return (
    <div class="card">
      {stock === undefined && <p class="soft">{t.overview.checking}</p>}
      <div class="stats">
        {stats.map(([value, name]) => (
          <div class="stat">
            <b>{t.n(value)}</b>
            <span>{name}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

function Queue(
  { t, jobs, reconcile }: {
    t: Words;
    jobs: Desk["jobs"];
    reconcile: Desk["reconcile"];
  },
) {
  const shown = TABS.filter((tab) => tab !== "cancelled" || (jobs?.[tab] ?? 0) > 0);
  return (
    <ul class="rows">
      {jobs === undefined && <li class="soft">{t.unknown}</li>}
      {jobs !== undefined && shown.map((tab) => (
        <li>
          <a class="grow" href={`/console/jobs?tab=${tab}`}>{t.jobs.tabs[tab]}</a>
          <Badge tone={tab === "failed" && jobs[tab] > 0 ? "bad" : "plain"}>{t.n(jobs[tab])}</Badge>
        </li>
      ))}
      <li>
        <a class="grow" href="/console/reconcile">{t.overview.reconcile}</a>
        <span class="soft small">
          {reconcile === undefined
            ? t.unknown
            : reconcile === null
            ? t.overview.never
            : `${
              t.overview.reconciled(reconcile.missing, reconcile.altered, reconcile.orphaned)
            } · ${momentOf(reconcile.finishedAt, t)}`}
        </span>
      </li>
    </ul>
  );
}
