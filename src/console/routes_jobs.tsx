import { Hono } from "hono";
import { listJobs, listPauses, STATES_OF } from "../jobs/mod.ts";
import type { ConsoleContext, ConsoleEnv } from "./access.ts";
import { audited } from "./audit.ts";
import {
  actOnJob,
  actOnList,
  findJob,
  JOB_ACTS,
  type JobAct,
  LIST_ACTS,
  type ListAct,
} from "./job_acts.ts";
import { justDone, type Room } from "./room.ts";
import { ConfirmPage } from "./pages/confirm.tsx";
import { type JobList, jobName, JobPage, jobPath, JobsPage, queryOf, TABS } from "./pages/jobs.tsx";
import { MessagePage } from "./pages/message.tsx";

const PAGE_SIZE = 20;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The jobs, one job, and what can be done to them. `room` is that of the open shop. */
export function jobRoutes(room: () => Room): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/", (context) => list(context, room()));
  app.get("/all/do/:action", (context) => confirmList(context));
  app.post("/all/do/:action", (context) => doToList(context, room()));
  app.get("/:id", async (context) => {
    const job = await jobOf(context, room());
    if (job === undefined) return await context.notFound();
    const done = await justDone(context, room());
    return context.html(<JobPage reader={context.var.reader} job={job} done={done} />);
  });
  app.get("/:id/do/:action", (context) => confirmJob(context, room()));
  app.post("/:id/do/:action", (context) => doToJob(context, room()));
  return app;
}

function listOf(asked: (name: string) => string | undefined): JobList {
  const tab = TABS.find((each) => each === asked("tab")) ?? "waiting";
  return { tab, queue: asked("queue") || undefined };
}

async function list(context: ConsoleContext, room: Room): Promise<Response> {
  const { parts: { db }, queue: { schema } } = room.shop;
  const asked = listOf((name) => context.req.query(name));
  const given = context.req.query("after") ?? "";
  const after = UUID.test(given) ? given : undefined;
  const selection = { states: STATES_OF[asked.tab], queue: asked.queue };
  const [jobs, pauses, done] = await Promise.all([
    listJobs(db, selection, { limit: PAGE_SIZE + 1, after, schema }),
    listPauses(db),
    justDone(context, room),
  ]);
  const shown = jobs.slice(0, PAGE_SIZE);
  return await context.html(
    <JobsPage
      reader={context.var.reader}
      list={asked}
      jobs={shown}
      next={jobs.length > PAGE_SIZE ? shown.at(-1)!.id : undefined}
      pauses={pauses}
      done={done}
    />,
  );
}

async function jobOf(context: ConsoleContext, { shop }: Room) {
  const id = context.req.param("id") ?? "";
  return UUID.test(id) ? await findJob(shop, id) : undefined;
}

async function confirmJob(context: ConsoleContext, room: Room): Promise<Response> {
  const { reader, t } = context.var;
  const action = context.req.param("action") ?? "";
  const job = await jobOf(context, room);
  if (job === undefined || !Object.hasOwn(JOB_ACTS, action)) return await context.notFound();
  return await context.html(
    <ConfirmPage
      reader={reader}
      action={action as JobAct}
      place="jobs"
      facts={[
        [t.confirm.queue, jobName(job.queue, t)],
        [t.confirm.product, job.productId ?? undefined],
        [t.products.state, t.jobs.states[job.state]],
      ]}
      to={`${jobPath(job)}/do/${action}`}
      back={jobPath(job)}
      seen={{ state: context.req.query("state") ?? job.state }}
    />,
  );
}

async function doToJob(context: ConsoleContext, room: Room): Promise<Response> {
  const { session } = context.var;
  const { id = "", action = "" } = context.req.param() as Readonly<Record<string, string>>;
  if (!UUID.test(id) || !Object.hasOwn(JOB_ACTS, action)) return await context.notFound();
  const state = String((await context.req.parseBody()).state ?? "");
  const { actionId, outcome } = await audited(
    room.shop.parts.db,
    { action: action as JobAct, target: id, session },
    () => actOnJob(room.shop, action as JobAct, { id, state }),
  );
  if ("done" in outcome) return context.redirect(`${jobPath({ id })}?done=${actionId}`, 303);
  return await showStale(context, { id, seen: state, now: String(outcome.details?.now ?? "") });
}

async function showStale(
  context: ConsoleContext,
  { id, seen, now }: { readonly id: string; readonly seen: string; readonly now: string },
): Promise<Response> {
  const { reader, t } = context.var;
  const names: Readonly<Record<string, string>> = t.jobs.states;
  const isGone = now === "";
  return await context.html(
    <MessagePage
      reader={reader}
      title={t.stale.title}
      text={isGone ? t.stale.gone : t.stale.job(names[seen] ?? seen, names[now] ?? now)}
      place="jobs"
      link={isGone
        ? { href: "/console/jobs", text: t.jobs.title }
        : { href: jobPath({ id }), text: t.stale.look }}
    />,
    409,
  );
}

async function confirmList(context: ConsoleContext): Promise<Response> {
  const { reader, t } = context.var;
  const action = context.req.param("action") ?? "";
  const asked = listOf((name) => context.req.query(name));
  if (!isListAct(action, asked)) return await context.notFound();
  const { tab, queue } = asked;
  return await context.html(
    <ConfirmPage
      reader={reader}
      action={action}
      place="jobs"
      facts={[
        [t.confirm.queue, queue === undefined ? t.jobs.allQueues : jobName(queue, t)],
        [t.products.state, t.jobs.tabs[tab]],
      ]}
      to={`/console/jobs/all/do/${action}`}
      back={`/console/jobs?${queryOf(asked)}`}
      seen={{ tab, ...(queue !== undefined && { queue }) }}
    />,
  );
}

function isListAct(action: string, { tab }: JobList): action is ListAct {
  if (!Object.hasOwn(LIST_ACTS, action)) return false;
  return (LIST_ACTS[action as ListAct] as readonly string[]).includes(tab);
}

async function doToList(context: ConsoleContext, { shop }: Room): Promise<Response> {
  const action = context.req.param("action") ?? "";
  const form = await context.req.parseBody();
  const asked = listOf((name) => typeof form[name] === "string" ? form[name] : undefined);
  if (!isListAct(action, asked)) return await context.notFound();
  const { tab: state, queue } = asked;
  const entry = { action, target: queue ?? null, session: context.var.session };
  const { actionId } = await audited(
    shop.parts.db,
    entry,
    () => actOnList(shop, action, { state, queue }),
  );
  return context.redirect(`/console/jobs?${queryOf(asked, { done: String(actionId) })}`, 303);
}
