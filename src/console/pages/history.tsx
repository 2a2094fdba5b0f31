import type { LoggedEvent } from "../../domain/mod.ts";
import type { OperatorAction } from "../audit.ts";
import { ActionRows } from "../view/actions.tsx";
import { EventRows } from "../view/events.tsx";
import { Page, type Reader } from "../view/layout.tsx";
import { Live } from "../view/live.tsx";
import { Empty, Head } from "../view/parts.tsx";

/** What operators did. */
export function HistoryPage(
  { reader, actions, next }: {
    reader: Reader;
    actions: readonly OperatorAction[];
    next: number | undefined;
  },
) {
  const { t } = reader;
  return (
    <Page reader={reader} title={t.history.title} place="history" isLive>
      <Head title={t.history.title} lead={t.history.lead} />
      <Live id="history">
        {actions.length === 0
          ? <Empty title={t.history.none}>{t.history.noneText}</Empty>
          : <ActionRows actions={actions} t={t} />}
      </Live>
      {next !== undefined && (
        <div class="more">
          <a class="button" rel="next" href={`/console/history?before=${next}`}>{t.more}</a>
        </div>
      )}
    </Page>
  );
}

/** The events of one cause. */
export function TogetherPage(
  { reader, id, events }: { reader: Reader; id: string; events: readonly LoggedEvent[] },
) {
  const { t } = reader;
  return (
    <Page reader={reader} title={t.together.title} place="products">
      <Head title={t.together.title} lead={t.together.lead(id)} />
      {events.length === 0
        ? <Empty title={t.errors.notFound} />
        : <EventRows events={events} t={t} />}
    </Page>
  );
}
