import { type CheckName, type CheckRun, overdueDays } from "../../jobs/mod.ts";
import { type Desk, SHOWN_LOST } from "../desk.ts";
import type { Readiness } from "../shop.ts";
import { describePause, queueName } from "../view/pauses.tsx";
import { momentOf } from "../view/parts.tsx";
import type { Words } from "../words/mod.ts";

/** Something that needs a person. */
export interface Todo {
  readonly tone: "warn" | "bad";
  readonly title: string;
  readonly text: string;
  readonly href: string;
}

/** What needs a person, the worst first. What is not known yet is never left out as if it were well. */
export function todosOf(t: Words, readiness: Readiness, desk: Desk | undefined): Todo[] {
  const words = t.overview;
  const bad = Object.entries(readiness.checks).filter(([, result]) => result !== "ok");
  const todos: Todo[] = bad.map(([name, result]) => ({
    tone: "bad",
    title: words.partBad(words.partNames[name] ?? name),
    text: result,
    href: "#parts",
  }));
  if (desk !== undefined) todos.push(...todosOfDesk(t, desk));
  return todos;
}

function todosOfDesk(t: Words, desk: Desk): Todo[] {
  const { catalogue, jobs, pauses, lost, reconcile } = desk;
  const words = t.overview;
  const todos: Todo[] = [];
  const add = (tone: Todo["tone"], title: string, text: string, href: string) =>
    todos.push({ tone, title, text, href });
  const failed = jobs?.failed ?? 0;
  if (failed > 0) add("bad", words.failed(failed), words.failedText, "/console/jobs?tab=failed");
  for (const pause of pauses ?? []) {
    const title = t.pauses.paused(queueName(pause.queue, t));
    add("warn", title, describePause(pause, t), "/console/jobs");
  }
  const found = catalogue.latest;
  if (found === undefined) add("warn", words.checking, words.checkingText, "/console/drift");
  else if ("failed" in found) {
    add("bad", words.checkFailed, words.checkFailedText, "/console/drift");
  } else {
    const { driftRows, withoutRow } = found.value.drift;
    if (driftRows > 0) add("bad", words.drift(driftRows), words.driftText, "/console/drift");
    if (withoutRow > 0) add("bad", words.gone(withoutRow), words.goneText, "/console/drift");
  }
  const missing = (reconcile?.missing ?? 0) + (reconcile?.altered ?? 0);
  if (reconcile && missing > 0) {
    const at = momentOf(reconcile.finishedAt, t);
    add("bad", words.missing(missing), words.missingText(at), "/console/reconcile");
  }
  todos.push(...todosOfChecks(t, desk));
  if (lost !== undefined && lost.length > 0) {
    const count = lost.length > SHOWN_LOST ? `${t.n(SHOWN_LOST)}+` : t.n(lost.length);
    add("warn", words.lost(count), words.lostText, "/console/lost");
  }
  return todos;
}

/**
 * What the checks by the clock have told last, unless the console has looked later: what they found is its own finding then. One
 * that has not run for long tells nothing.
 */
function todosOfChecks(t: Words, desk: Desk): Todo[] {
  const words = t.overview;
  return (desk.checks ?? []).flatMap((clocked): Todo[] => {
    const { check, last } = clocked;
    const href = check === "verify" ? "/console/drift" : "/console/reconcile";
    const days = overdueDays(clocked);
    if (days !== undefined) {
      const title = words.overdue(words.checks[check], days);
      return [{ tone: "warn", title, text: words.overdueText, href: "/console/jobs" }];
    }
    if (last === undefined || isLookedAtLater(last, desk)) return [];
    const { outcome, counts: { missing = 0, altered = 0 }, finishedAt, error = "" } = last;
    const at = momentOf(finishedAt, t);
    if (outcome === "unable") {
      const title = words.unable(words.checks[check]);
      return [{ tone: "bad", title, text: words.unableText(at, error), href }];
    }
    if (check !== "sample" || outcome === "well") return [];
    const title = words.sample(missing + altered);
    return [{ tone: "bad", title, text: words.sampleText(at), href }];
  });
}

function isLookedAtLater(
  { check, finishedAt }: CheckRun,
  { catalogue: { latest }, reconcile }: Desk,
): boolean {
  const lookedAt: Readonly<Record<CheckName, Date | undefined>> = {
    verify: latest !== undefined && "value" in latest ? latest.at : undefined,
    reconcile: reconcile?.finishedAt,
    sample: reconcile?.deep === true ? reconcile.finishedAt : undefined,
  };
  return (lookedAt[check] ?? finishedAt) > finishedAt;
}
