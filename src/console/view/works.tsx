import type { RunningWork } from "../long_work.ts";
import type { Reader } from "./layout.tsx";
import { actionName } from "./actions.tsx";
import { ActionLink, Time } from "./parts.tsx";

/** Work that goes on, and how far it is. */
export function WorkProgress({ work, reader }: { work: RunningWork; reader: Reader }) {
  const { t, session } = reader;
  const { actionId, action, name, sessionId, at, details, isCancelled } = work;
  const done = Number(details.done ?? 0);
  const of = Number(details.of ?? 0);
  const text = of === 0 ? t.works.begins : t.works.progress(done, of);
  return (
    <div class="note accent work">
      <p>
        <b>{actionName(action, t)}.</b> {isCancelled ? t.works.stops : text}{" "}
        <span class="soft small">
          {name ?? `${t.history.session} ${sessionId}`} · <Time at={at} t={t} />
        </span>
      </p>
      <progress value={done} max={Math.max(of, done, 1)} aria-label={text} />
      {session?.role === "operator" && !isCancelled && (
        <ActionLink href={`/console/works/${actionId}/do/cancel_work`}>
          {t.actions.cancel_work}
        </ActionLink>
      )}
    </div>
  );
}
