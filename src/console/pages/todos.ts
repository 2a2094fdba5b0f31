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

function todosOfDesk(t: Words, { catalogue, jobs, pauses, lost, reconcile }: Desk): Todo[] {
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
  if (lost !== undefined && lost.length > 0) {
    const count = lost.length > SHOWN_LOST ? `${t.n(SHOWN_LOST)}+` : t.n(lost.length);
    add("warn", words.lost(count), words.lostText, "/console/lost");
  }
  return todos;
}
