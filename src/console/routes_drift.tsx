import { Hono } from "hono";
import { type Drift, latestVersions, replay } from "../event_log/mod.ts";
import { loadTitles } from "../shop/mod.ts";
import type { ConsoleContext, ConsoleEnv } from "./access.ts";
import { justDone, type Room } from "./room.ts";
import { ConfirmPage } from "./pages/confirm.tsx";
import { type DriftedProduct, DriftPage } from "./pages/drift.tsx";
import { MessagePage } from "./pages/message.tsx";

/** The page of the drift, and the mending of all of it. `room` is that of the open shop. */
export function driftRoutes(room: () => Room): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/", async (context) => {
    const { survey, works } = room();
    if (context.req.query("again") !== undefined) {
      survey.outdate();
      return context.redirect("/console/drift", 303);
    }
    const known = await survey.look(context.env.isLive);
    const found = known.latest !== undefined && "value" in known.latest
      ? known.latest.value.drift.first
      : [];
    const products = await byProduct(room(), found);
    const [done, work] = await Promise.all([
      justDone(context, room()),
      works.running("mend"),
    ]);
    return context.html(
      <DriftPage
        reader={context.var.reader}
        known={known}
        products={products}
        work={work}
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
  const products = Map.groupBy(found, ({ productId }) => productId);
  const ids = [...products.keys()];
  const [titles, versions] = await Promise.all([loadTitles(db, ids), latestVersions(db, ids)]);
  return [...products].map(([productId, drift]) => ({
    productId,
    drift,
    title: titles.get(productId) ?? null,
    version: versions.get(productId)!,
  }));
}

/** The replay of all products may take minutes, so nobody waits for it. */
async function mendAll(context: ConsoleContext, room: Room): Promise<Response> {
  const { reader, session, t } = context.var;
  const { shop, works, survey } = room;
  const entry = { work: "mend", action: "mend_all", target: null, session } as const;
  const actionId = await works.start(entry, async ({ step }) => {
    const done = await replay(shop.long, {
      onProgress: ({ products, ofProducts, changed }) =>
        step({ done: products, of: ofProducts, rows: changed }),
    }).finally(() => survey.outdate());
    // What it has achieved is told by another look, to all operators who were told of the drift.
    await shop.parts.db.transaction().execute((tx) => shop.enqueueVerify(tx));
    return { rows: done.changed };
  });
  if (actionId !== undefined) return context.redirect(`/console/drift?done=${actionId}`, 303);
  const text = t.said.refused.running!;
  return await context.html(
    <MessagePage
      reader={reader}
      title={t.actions.mend_all}
      text={text}
      place="drift"
      link={{ href: "/console/drift", text: t.stale.look }}
    />,
    409,
  );
}
