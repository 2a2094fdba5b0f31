import { Hono } from "hono";
import { IMAGE_TYPES, type ImageType } from "../domain/mod.ts";
import { latestVersion } from "../event_log/mod.ts";
import { getProduct, readProductName, STOCK_STATES, type StockState } from "../shop/mod.ts";
import { type ConsoleContext, type ConsoleEnv } from "./access.ts";
import { audited } from "./audit.ts";
import { findGallery } from "./gallery.ts";
import { NO_PICTURE } from "./picture.ts";
import { actOnProduct, PRODUCT_ACTS, type ProductAct } from "./product_acts.ts";
import { readProductView } from "./product_view.ts";
import { justDone, type Room, wholeNumber } from "./room.ts";
import { ConfirmPage } from "./pages/confirm.tsx";
import { MessagePage } from "./pages/message.tsx";
import { ProductPage } from "./pages/product.tsx";
import { ProductsPage } from "./pages/products.tsx";
import { productPath } from "./view/parts.tsx";

/** A longer text is no title, and no id that people type. */
const LONGEST_QUERY = 200;

/** A picture is drawn and nothing else, whatever its bytes are. */
const PICTURE_HEADERS = { "Content-Security-Policy": "default-src 'none'; sandbox" };

/** The gallery, the page of a product, its pictures, and what can be done to it. `room` is that of the open shop. */
export function productRoutes(room: () => Room): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/", async (context) => {
    const text = [...context.req.query("q")?.trim() ?? ""].slice(0, LONGEST_QUERY).join("");
    const asked = context.req.query("state");
    const state: StockState = STOCK_STATES.find((each) => each === asked) ?? "on_sale";
    const after = context.req.query("after");
    const page = await findGallery(room().shop, { state, text, after });
    const { reader } = context.var;
    return context.html(
      <ProductsPage
        reader={reader}
        state={state}
        text={text}
        isFirst={after === undefined}
        page={page}
      />,
    );
  });
  app.get("/:ref", async (context) => {
    const productId = await productOf(context, room());
    const number = (name: string) => wholeNumber(context.req.query(name));
    const query = { at: number("at"), older: number("older"), around: number("around") };
    const view = productId === undefined
      ? undefined
      : await readProductView(room().shop, productId, query);
    if (view === undefined) return context.notFound();
    const done = await justDone(context, room());
    return context.html(<ProductPage reader={context.var.reader} view={view} done={done} />);
  });
  app.get("/:ref/picture/:image", (context) => showPicture(context, room()));
  app.get("/:ref/open/:image", (context) => openAtB2(context, room()));
  app.get("/:ref/do/:action", (context) => confirm(context, room()));
  app.post("/:ref/do/:action", (context) => act(context, room()));
  return app;
}

async function productOf(
  context: ConsoleContext,
  { shop }: Pick<Room, "shop">,
): Promise<string | undefined> {
  return await readProductName(shop.parts.db, context.req.param("ref") ?? "");
}

async function showPicture(context: ConsoleContext, room: Room): Promise<Response> {
  const imageType = IMAGE_TYPES.find((each) => each === context.req.param("image"));
  const productId = await productOf(context, room);
  if (imageType === undefined || productId === undefined) return await context.notFound();
  const at = wholeNumber(context.req.query("at"));
  const shown = await findPicture(room, productId, imageType, at);
  // A browser draws it all the same.
  if (shown === undefined) {
    const headers = { ...PICTURE_HEADERS, "Content-Type": "image/svg+xml" };
    return context.body(NO_PICTURE, 404, headers);
  }
  return context.body(shown.bytes, 200, {
    ...PICTURE_HEADERS,
    "Content-Type": shown.contentType,
    "Cache-Control": "private, max-age=60",
  });
}

/** The bucket may be private, so the reader is sent to an address that works for some minutes. It stands on no page. */
async function openAtB2(context: ConsoleContext, { shop }: Room): Promise<Response> {
  const imageType = IMAGE_TYPES.find((each) => each === context.req.param("image"));
  const productId = await productOf(context, { shop });
  const product = productId && await getProduct(shop.parts.db, productId);
  const url = product && imageType && product.images[imageType].url;
  const [key] = url ? shop.parts.bucketUrls.keysOf(url) ?? [] : [];
  if (key === undefined) return await context.notFound();
  return context.redirect(await shop.signAddress(key), 302);
}

function findPicture(
  { pictures }: Room,
  productId: string,
  imageType: ImageType,
  at: number | undefined,
) {
  return at === undefined
    ? pictures.now(productId, imageType)
    : pictures.then(productId, imageType, at);
}

function actOf(context: ConsoleContext): ProductAct | undefined {
  return PRODUCT_ACTS.find((each) => each === context.req.param("action"));
}

async function confirm(context: ConsoleContext, room: Room): Promise<Response> {
  const { reader, t } = context.var;
  const productId = await productOf(context, room);
  const action = actOf(context);
  if (productId === undefined || action === undefined) return await context.notFound();
  const product = await getProduct(room.shop.parts.db, productId);
  if (product === undefined) return await context.notFound();
  const seen = wholeNumber(context.req.query("version")) ??
    await latestVersion(room.shop.parts.db, productId);
  const isFromDrift = context.req.query("from") === "drift";
  return context.html(
    <ConfirmPage
      reader={reader}
      action={action}
      place={isFromDrift ? "drift" : "products"}
      facts={[
        [t.confirm.product, `${product.title || t.products.untitled} (${productId})`],
        [t.product.facts.version, t.n(seen)],
      ]}
      to={`${productPath(productId)}/do/${action}`}
      back={isFromDrift ? "/console/drift" : productPath(productId)}
      seen={{ version: String(seen), ...(isFromDrift && { from: "drift" }) }}
    />,
  );
}

async function act(context: ConsoleContext, room: Room): Promise<Response> {
  const { reader, session, t } = context.var;
  const { shop, survey } = room;
  const productId = await productOf(context, room);
  const action = actOf(context);
  if (productId === undefined || action === undefined) return await context.notFound();
  const form = await context.req.parseBody();
  const version = wholeNumber(String(form.version ?? ""));
  if (version === undefined) return context.text(t.errors.badRequest, 400);
  const { actionId, outcome } = await audited(
    shop.parts.db,
    { action, target: productId, session },
    (actionId) => actOnProduct(shop, action, { productId, version, actionId }),
  );
  survey.outdate();
  if ("refused" in outcome && outcome.refused === "stale") {
    const { version: seen, now } = outcome.details ?? {};
    const text = now === undefined
      ? t.said.refused.stale!
      : t.stale.product(Number(seen), Number(now));
    const link = { href: productPath(productId), text: t.stale.look };
    return context.html(
      <MessagePage
        reader={reader}
        title={t.stale.title}
        text={text}
        place="products"
        link={link}
      />,
      409,
    );
  }
  const back = form.from === "drift" ? "/console/drift" : productPath(productId);
  return context.redirect(`${back}?done=${actionId}`, 303);
}
