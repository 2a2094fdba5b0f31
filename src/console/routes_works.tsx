import { Hono } from "hono";
import type { ConsoleContext, ConsoleEnv } from "./access.ts";
import { audited, findAction, type OperatorAction } from "./audit.ts";
import { type Room, wholeNumber } from "./room.ts";
import { ConfirmPage } from "./pages/confirm.tsx";
import { MessagePage } from "./pages/message.tsx";
import { actionName, describeOutcome } from "./view/actions.tsx";
import { momentOf } from "./view/parts.tsx";

/** What can be done to work that goes on. `room` is that of the open shop. */
export function workRoutes(room: () => Room): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/:id/do/cancel_work", (context) => confirm(context, room()));
  app.post("/:id/do/cancel_work", (context) => cancel(context, room()));
  return app;
}

/** The action of a work; undefined for an action that ended at once. */
async function workOf(context: ConsoleContext, { shop }: Room) {
  const actionId = wholeNumber(context.req.param("id"));
  const action = actionId && await findAction(shop.parts.db, actionId);
  return action && Object.hasOwn(PAGES, action.action) ? action : undefined;
}

const PAGES: Readonly<Record<string, string>> = {
  mend_all: "/console/drift",
  compare: "/console/reconcile",
  compare_deep: "/console/reconcile",
  repair: "/console/reconcile",
  give_up: "/console/reconcile",
  adopt: "/console/reconcile",
  delete_spare: "/console/reconcile",
};

async function confirm(context: ConsoleContext, room: Room): Promise<Response> {
  const { reader, t } = context.var;
  const work = await workOf(context, room);
  if (work === undefined) return await context.notFound();
  if (work.outcome !== "started") return await showEnded(context, work);
  return await context.html(
    <ConfirmPage
      reader={reader}
      action="cancel_work"
      place="drift"
      facts={[
        [t.works.work, actionName(work.action, t)],
        [t.works.since, momentOf(work.at, t)],
      ]}
      to={`/console/works/${work.actionId}/do/cancel_work`}
      back={PAGES[work.action]!}
      seen={{}}
    />,
  );
}

async function cancel(context: ConsoleContext, room: Room): Promise<Response> {
  const { session } = context.var;
  const work = await workOf(context, room);
  if (work === undefined) return await context.notFound();
  const entry = { action: "cancel_work", target: String(work.actionId), session } as const;
  const { actionId, outcome } = await audited(room.shop.parts.db, entry, async () => {
    const isAsked = await room.works.cancel(work.actionId);
    return isAsked ? { done: {} } : { refused: "ended" };
  });
  if ("refused" in outcome) return await showEnded(context, (await workOf(context, room)) ?? work);
  return context.redirect(`${PAGES[work.action]}?done=${actionId}`, 303);
}

function showEnded(context: ConsoleContext, work: OperatorAction): Response | Promise<Response> {
  const { reader, t } = context.var;
  return context.html(
    <MessagePage
      reader={reader}
      title={t.stale.title}
      text={t.works.ended(t.outcome[work.outcome], describeOutcome(work, t))}
      place="drift"
      link={{ href: PAGES[work.action]!, text: t.stale.look }}
    />,
    409,
  );
}
