import type { OperatorAction } from "../audit.ts";
import type { Words } from "../words/mod.ts";
import { Badge, Note, productPath, Time, type Tone } from "./parts.tsx";

const TONES: Readonly<Record<OperatorAction["outcome"], Tone>> = {
  started: "plain",
  done: "good",
  refused: "warn",
  failed: "bad",
  cancelled: "warn",
};

/** The name of an action. One of a later release has only its own. */
export function actionName(action: string, t: Words): string {
  return (t.actions as Readonly<Record<string, string>>)[action] ?? action;
}

/** How an action ended, in a sentence. */
export function describeOutcome({ action, outcome, details }: OperatorAction, t: Words): string {
  const count = (name: string) => Number(details[name] ?? 0);
  if (outcome === "refused") {
    return t.said.refused[String(details.reason)] ?? String(details.reason ?? "");
  }
  if (outcome === "failed") {
    return t.works.failed[String(details.reason)] ?? String(details.reason ?? "");
  }
  if (outcome === "started") {
    return details.of === undefined
      ? t.outcome.started
      : t.works.progress(count("done"), count("of"));
  }
  if (outcome === "cancelled") return t.works.cancelled(count("done"), count("of"));
  switch (action) {
    case "replay":
      return t.said.replay(count("rows"));
    case "mend_all":
      return t.said.mend_all(count("rows"));
    case "invalidate":
      return t.said.invalidate(count("ids"));
    case "put_back":
      return t.said.put_back;
    case "restore":
      return describeRestored(details, t);
    case "compare":
    case "compare_deep":
    case "repair":
    case "give_up":
    case "adopt":
    case "delete_spare":
      return describeReconciled(details, t);
    case "adopt_one":
      return t.reconcile.results.adopted!;
    case "delete_one":
      return t.reconcile.results.deleted!;
    case "pause_jobs":
      return t.said.paused;
    case "resume_jobs":
      return t.said.resumed;
    case "cancel_work":
      return t.works.stops;
    default:
      return t.said.jobs(count("jobs"));
  }
}

function describeReconciled(details: OperatorAction["details"], t: Words): string {
  const shown = Object.entries(t.reconcile.counts).flatMap(([name, word]) => {
    const value = Number(details[name] ?? 0);
    return value === 0 ? [] : [`${word} ${t.n(value)}`];
  });
  const all = shown.length === 0 ? t.reconcile.agrees : `${shown.join(" · ")}.`;
  return details.refused === 1 ? `${all} ${t.reconcile.notAll}` : all;
}

function describeRestored(details: OperatorAction["details"], t: Words): string {
  if (details.enqueued === 1) return t.said.enqueued;
  const lines = Object.entries(details).map(([name, outcome]) =>
    `${name}: ${t.said.restored[String(outcome)] ?? outcome}`
  );
  return lines.length === 0 ? t.said.nothingStored : `${lines.join(" · ")}.`;
}

/** What the page says after an action of this reader. */
export function ActionNote({ action, t }: { action: OperatorAction | undefined; t: Words }) {
  if (action === undefined) return null;
  const tone = action.outcome === "started" ? "accent" : TONES[action.outcome];
  return (
    <Note tone={tone}>
      <b>{actionName(action.action, t)}.</b> {describeOutcome(action, t)}
    </Note>
  );
}

/** Actions, the latest first. `isOfOne`: all of them are of the same product, which needs no name. */
export function ActionRows(
  { actions, t, isOfOne = false }: {
    actions: readonly OperatorAction[];
    t: Words;
    isOfOne?: boolean;
  },
) {
  return (
    <ul class="rows">
      {actions.map((action) => (
        <li>
          <Badge tone={TONES[action.outcome]}>{t.outcome[action.outcome]}</Badge>
          <span class="grow">
            <b>{actionName(action.action, t)}</b>
            {!isOfOne && action.target !== null && (
              <>
                {" "}
                <Target action={action} />
              </>
            )}
            <span class="under">{describeOutcome(action, t)}</span>
          </span>
          <span class="soft small">
            {action.name ?? `${t.history.session} ${action.sessionId}`} ·{" "}
            <Time at={action.at} t={t} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Target({ action: { action, target } }: { action: OperatorAction }) {
  if (target === null) return null;
  const href = hrefOf(action, target);
  return href === undefined ? <code>{target}</code> : <a href={href}>{target}</a>;
}

function hrefOf(action: string, target: string): string | undefined {
  if (action.endsWith("_jobs")) {
    return `/console/jobs?tab=failed&queue=${encodeURIComponent(target)}`;
  }
  if (action.endsWith("_job")) return `/console/jobs/${target}`;
  if (action === "cancel_work") return `/console/history?from=${target}`;
  return action === "delete_one" ? undefined : productPath(target);
}
