import { Hono } from "hono";
import { type Drift, latestVersion } from "../event_log/mod.ts";
import { getProduct } from "../shop/mod.ts";
import type { ConsoleContext, ConsoleEnv } from "./access.ts";
import { audited, type Outcome } from "./audit.ts";
import { justDone, type Room } from "./room.ts";
import { ConfirmPage } from "./pages/confirm.tsx";
import { type DriftedProduct, DriftPage } from "./pages/drift.tsx";
import { MessagePage } from "./pages/message.tsx";

/** The page of the drift, and the mending of all of it. `room` is that of the open shop. */
export function driftRoutes(room: () => Room): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/", async (context) => {
    const { survey, mending } = room();
    if (context.req.query("again") !== undefined) {
      survey.outdate();
      return context.redirect("/console/drift", 303);
    }
    const known = await survey.look();
    const found = known.latest !== undefined && "value" in known.latest
      ? known.latest.value.drift.first
      : [];
    const products = await byProduct(room(), found);
    const done = await justDone(context, room());
    return context.html(
      <DriftPage
        reader={context.var.reader}
        known={known}
        products={products}
        mending={mending.progress}
        done={done}
      />,
    );
  });
  app.get("/do/mend_all", (context) => {
    const { reader, t } = context.var;
    return context.html(
      <ConfirmPage
        reader={reader}
        action="mend_all"
        place="drift"
        facts={[[t.confirm.product, t.confirm.all]]}
        to="/console/drift/do/mend_all"
        back="/console/drift"
        seen={{}}
      />,
    );
  });
  app.post("/do/mend_all", (context) => mendAll(context, room()));
  return app;
}

async function byProduct(
  { shop: { parts: { db } } }: Room,
  found: readonly Drift[],
): Promise<DriftedProduct[]> {
  const products = [...Map.groupBy(found, ({ productId }) => productId)];
  return await Promise.all(products.map(async ([productId, drift]) => ({
    productId,
    drift,
    title: (await getProduct(db, productId))?.title ?? null,
    version: await latestVersion(db, productId),
  })));
}

/** The replay of all products may take minutes, so nobody waits for it. */
async function mendAll(context: ConsoleContext, room: Room): Promise<Response> {
  const { reader, session, t } = context.var;
  const { shop: { parts: { db } }, mending, survey } = room;
  if (mending.progress !== undefined) {
    const text = t.said.refused.running!;
    return await context.html(
      <MessagePage reader={reader} title={t.actions.mend_all} text={text} place="drift" />,
      409,
    );
  }
  const begun = Promise.withResolvers<number>();
  mending.start(async (work) => {
    const entry = { action: "mend_all", target: null, session } as const;
    await audited(db, entry, async (actionId): Promise<Outcome> => {
      begun.resolve(actionId);
      return { done: await work() };
    }).catch((error) => {
      begun.reject(error);
      throw error;
    });
    survey.outdate();
  });
  return context.redirect(`/console/drift?done=${await begun.promise}`, 303);
}
