import { Hono } from "hono";
import { type DetailedRun, getLastFindings } from "../pictures/mod.ts";
import { loadTitles } from "../shop/mod.ts";
import type { ConsoleContext, ConsoleEnv } from "./access.ts";
import { actionsSince, audited } from "./audit.ts";
import {
  actOnFinding,
  isLook,
  ONE_ACTS,
  productOfKey,
  type RunAct,
  runReconcile,
  RUNS,
} from "./reconcile_acts.ts";
import { justDone, type Room, wholeNumber } from "./room.ts";
import { ConfirmPage } from "./pages/confirm.tsx";
import { MessagePage } from "./pages/message.tsx";
import { describeRun, ReconcilePage } from "./pages/reconcile.tsx";

const HERE = "/console/reconcile";
/** As in S3. */
const LONGEST_KEY = 1024;

/** What B2 and the log have found of each other, and what can be done about it. `room` is that of the open shop. */
export function reconcileRoutes(room: () => Room): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/", (context) => show(context, room()));
  app.get("/one/do/:action", (context) => confirmOne(context, room()));
  app.post("/one/do/:action", (context) => doOne(context, room()));
  app.get("/do/:action", (context) => confirmRun(context, room()));
  app.post("/do/:action", (context) => startRun(context, room()));
  return app;
}

async function show(context: ConsoleContext, room: Room): Promise<Response> {
  const { db } = room.shop.parts;
  const [run, work, done] = await Promise.all([
    getLastFindings(db),
    room.works.running("reconcile"),
    justDone(context, room),
  ]);
  const findings = run?.findings ?? [];
  const products = findings.flatMap(({ productId }) => productId ?? []);
  const targets = [...findings.map(({ key }) => key), ...products];
  const [titles, acted] = await Promise.all([
    loadTitles(db, products),
    run === undefined ? new Map() : actionsSince(db, run.finishedAt, targets),
  ]);
  return await context.html(
    <ReconcilePage
      reader={context.var.reader}
      run={run}
      work={work}
      done={done}
      titles={titles}
      acted={acted}
    />,
  );
}

function runActOf(context: ConsoleContext): RunAct | undefined {
  return RUNS.find((each) => each === context.req.param("action"));
}

async function confirmRun(context: ConsoleContext, { shop }: Room): Promise<Response> {
  const { reader, t } = context.var;
  const action = runActOf(context);
  if (action === undefined) return await context.notFound();
  const run = await getLastFindings(shop.parts.db);
  return await context.html(
    <ConfirmPage
      reader={reader}
      action={action}
      place="drift"
      facts={[[t.reconcile.last, describeRun(run, t)]]}
      to={`${HERE}/do/${action}`}
      back={HERE}
      seen={isLook(action) ? {} : { run: String(run?.runId ?? 0) }}
    />,
  );
}

/** A run through the bucket may take minutes, so nobody waits for it. */
async function startRun(context: ConsoleContext, room: Room): Promise<Response> {
  const { session, t } = context.var;
  const action = runActOf(context);
  if (action === undefined) return await context.notFound();
  const seen = await getLastFindings(room.shop.parts.db);
  const form = await context.req.parseBody();
  if (!isLook(action) && wholeNumber(String(form.run ?? "")) !== seen?.runId) {
    return await showStale(context, seen);
  }
  const entry = { work: "reconcile", action, target: null, session } as const;
  const actionId = await room.works.start(
    entry,
    (handle) => runReconcile(room.shop, action, seen, handle),
  );
  if (actionId !== undefined) return context.redirect(`${HERE}?done=${actionId}`, 303);
  return await refuse(context, t.actions[action], t.said.refused.running!);
}

async function showStale(context: ConsoleContext, now: DetailedRun | undefined): Promise<Response> {
  const { t } = context.var;
  return await refuse(context, t.stale.title, t.reconcile.stale(describeRun(now, t)));
}

function refuse(
  context: ConsoleContext,
  title: string,
  text: string,
): Response | Promise<Response> {
  const { reader, t } = context.var;
  return context.html(
    <MessagePage
      reader={reader}
      title={title}
      text={text}
      place="drift"
      link={{ href: HERE, text: t.stale.look }}
    />,
    409,
  );
}

async function confirmOne(context: ConsoleContext, { shop }: Room): Promise<Response> {
  const { reader, t } = context.var;
  const action = ONE_ACTS.find((each) => each === context.req.param("action"));
  const key = context.req.query("key") ?? "";
  if (action === undefined || key === "" || key.length > LONGEST_KEY) {
    return await context.notFound();
  }
  return await context.html(
    <ConfirmPage
      reader={reader}
      action={action}
      place="drift"
      facts={[
        [t.confirm.product, await productOfKey(shop, key)],
        [t.reconcile.object, <code>{key}</code>],
      ]}
      to={`${HERE}/one/do/${action}`}
      back={HERE}
      seen={{ key }}
    />,
  );
}

async function doOne(context: ConsoleContext, { shop }: Room): Promise<Response> {
  const { session, t } = context.var;
  const action = ONE_ACTS.find((each) => each === context.req.param("action"));
  const key = String((await context.req.parseBody()).key ?? "");
  if (action === undefined || key === "" || key.length > LONGEST_KEY) {
    return await context.notFound();
  }
  const productId = await productOfKey(shop, key);
  const target = action === "adopt_one" ? productId ?? key : key;
  const { actionId, outcome } = await audited(
    shop.parts.db,
    { action, target, session },
    (actionId) => actOnFinding(shop, action, { key, productId, actionId }),
  );
  if ("done" in outcome) return context.redirect(`${HERE}?done=${actionId}`, 303);
  const why = t.reconcile.results[outcome.refused] ?? t.said.refused[outcome.refused];
  return await refuse(context, t.stale.title, t.reconcile.refused(why ?? outcome.refused));
}
