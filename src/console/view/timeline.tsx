import { readImageName } from "../../domain/mod.ts";
import type { ColumnChange } from "../column_changes.ts";
import type { TimelineEntry } from "../product_view.ts";
import type { Words } from "../words/mod.ts";
import { actorOf, toneOf } from "./events.tsx";
import { Json, Time, Value } from "./parts.tsx";

/** What happened to a product, the newest first. */
export function TimelineList(
  { entries, t }: { entries: readonly TimelineEntry[]; t: Words },
) {
  return (
    <ol class="timeline" reversed>
      {entries.map((entry) => <Entry entry={entry} t={t} />)}
    </ol>
  );
}

function Entry({ entry: { event, changes }, t }: { entry: TimelineEntry; t: Words }) {
  const { imageType, picture } = readImageName(event.imageType);
  const names: Readonly<Record<string, string>> = t.products.imageTypes;
  const image = `${names[imageType] ?? imageType}${picture === undefined ? "" : ` ${picture}`}`;
  return (
    <li class={toneOf(event)} id={`v${event.version}`}>
      <div class="title">
        <b>{event.type}</b>
        <span class="soft">{image}</span>
        <span class="soft small right">
          {t.drift.version(event.version)} · <Time at={event.recordedAt} t={t} />
        </span>
      </div>
      <Causes event={event} t={t} />
      {changes !== undefined && <Changes changes={changes} t={t} />}
      <details>
        <summary>{t.product.data}</summary>
        <Json
          value={{ position: event.position, ...asObject(event.data), metadata: event.metadata }}
        />
      </details>
    </li>
  );
}

function asObject(data: unknown): object {
  return typeof data === "object" && data !== null ? data : { data };
}

function Causes({ event, t }: { event: TimelineEntry["event"]; t: Words }) {
  const { correlationId, causationId } = event.metadata;
  return (
    <div class="by">
      {t.product.by} {actorOf(event) ?? t.unknown}
      {typeof correlationId === "string" && (
        <>
          {" · "}
          {t.product.correlation} <Cause id={correlationId} position={event.position} />
        </>
      )}
      {typeof causationId === "string" && causationId !== correlationId && (
        <>
          {" · "}
          {t.product.causation} <Cause id={causationId} position={event.position} />
        </>
      )}
    </div>
  );
}

/** An action of the console leads to the history, all others to what happened together. */
function Cause({ id, position }: { id: string; position: number }) {
  const [, action] = /^console:(\d+)$/.exec(id) ?? [];
  const query = new URLSearchParams({ id, position: `${position}` });
  const href = action === undefined
    ? `/console/together?${query}`
    : `/console/history?from=${action}`;
  return <a href={href}>{id}</a>;
}

function Changes({ changes, t }: { changes: readonly ColumnChange[]; t: Words }) {
  if (changes.length === 0) return <p class="soft small">{t.product.unchanged}</p>;
  return (
    <dl class="facts change">
      {changes.map(({ column, from, to }) => (
        <>
          <dt>{column}</dt>
          <dd>
            {from !== undefined && (
              <del>
                <Value value={from} t={t} />
              </del>
            )}
            <ins>
              <Value value={to} t={t} />
            </ins>
          </dd>
        </>
      ))}
    </dl>
  );
}
