import { Hono } from "hono";
import { listPauses, listQueues, pauseQueue, resumeQueue } from "../jobs/mod.ts";
import type { ConsoleContext, ConsoleEnv } from "./access.ts";
import { audited, type Outcome } from "./audit.ts";
import type { Room } from "./room.ts";
import { ConfirmPage } from "./pages/confirm.tsx";
import { MessagePage } from "./pages/message.tsx";
import { describePause, queueName } from "./view/pauses.tsx";

const ACTIONS = ["pause_jobs", "resume_jobs"] as const;
type PauseAct = (typeof ACTIONS)[number];

const QUEUE = /^[\w-]{1,100}$/;

/** What is asked: an action on a queue, or on all of them. */
interface Asked {
  readonly action: PauseAct;
  readonly queue: string | undefined;
}

/** Pausing and resuming of queues. `room` is that of the open shop. */
export function pauseRoutes(room: () => Room): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/do/:action", (context) => confirm(context, room()));
  app.post("/do/:action", (context) => act(context, room()));
  return app;
}

function read(context: ConsoleContext, queue: unknown): Asked | undefined {
  const action = ACTIONS.find((each) => each === context.req.param("action"));
  const isAll = queue === undefined || queue === "";
  if (action === undefined || !(isAll || typeof queue === "string" && QUEUE.test(queue))) {
    return undefined;
  }
  return { action, queue: isAll ? undefined : String(queue) };
}

function pathOf(queue: string | undefined, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({ ...(queue !== undefined && { queue }), ...more }).toString();
  return query === "" ? "/console/jobs" : `/console/jobs?${query}`;
}

/** A queue that a pause could be of. A pause can be ended whatever it names. */
async function isKnown({ action, queue }: Asked, { shop }: Room): Promise<boolean> {
  if (queue === undefined || action === "resume_jobs") return true;
  return (await listQueues(shop.parts.db, shop.queue.schema)).includes(queue);
}

function showUnknown(context: ConsoleContext, queue: string): Response | Promise<Response> {
  const { reader, t } = context.var;
  return context.html(
    <MessagePage
      reader={reader}
      title={t.pauses.unknown}
      text={t.pauses.unknownText(queue)}
      place="jobs"
      link={{ href: "/console/jobs", text: t.stale.look }}
    />,
    404,
  );
}

async function confirm(context: ConsoleContext, room: Room): Promise<Response> {
  const { reader, t } = context.var;
  const asked = read(context, context.req.query("queue"));
  if (asked === undefined) return await context.notFound();
  const { action, queue } = asked;
  if (!await isKnown(asked, room)) return await showUnknown(context, queue!);
  return await context.html(
    <ConfirmPage
      reader={reader}
      action={action}
      place="jobs"
      facts={[[t.confirm.queue, queueName(queue, t)]]}
      to={`/console/jobs/queues/do/${action}`}
      back={pathOf(queue)}
      seen={queue === undefined ? {} : { queue }}
    />,
  );
}

async function act(context: ConsoleContext, room: Room): Promise<Response> {
  const { session } = context.var;
  const { db } = room.shop.parts;
  const asked = read(context, (await context.req.parseBody()).queue);
  if (asked === undefined) return await context.notFound();
  const { action, queue } = asked;
  if (!await isKnown(asked, room)) return await showUnknown(context, queue!);
  const entry = { action, target: queue ?? null, session };
  const { actionId, outcome } = await audited(db, entry, async (): Promise<Outcome> => {
    const isDone = action === "pause_jobs"
      ? await pauseQueue(db, queue, session.name || session.id)
      : await resumeQueue(db, queue);
    return isDone ? { done: {} } : { refused: "stale" };
  });
  if ("done" in outcome) return context.redirect(pathOf(queue, { done: String(actionId) }), 303);
  const pause = (await listPauses(db)).find((each) => each.queue === queue);
  return await showStale(context, queue, pause);
}

function showStale(
  context: ConsoleContext,
  queue: string | undefined,
  pause: Awaited<ReturnType<typeof listPauses>>[number] | undefined,
): Response | Promise<Response> {
  const { reader, t } = context.var;
  const name = queueName(queue, t);
  const now = pause === undefined
    ? t.pauses.works(name)
    : `${t.pauses.paused(name)}. ${describePause(pause, t)}`;
  return context.html(
    <MessagePage
      reader={reader}
      title={t.stale.title}
      text={now}
      place="jobs"
      link={{ href: pathOf(queue), text: t.stale.look }}
    />,
    409,
  );
}
