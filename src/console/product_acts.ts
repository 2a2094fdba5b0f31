import { fileIdOf, generationOf, MAIN_IMAGE } from "../domain/mod.ts";
import { latestVersion, loadImages, replayProduct } from "../event_log/mod.ts";
import { createTelegramFileIds, restoreProduct } from "../pictures/mod.ts";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { getProduct, putBack } from "../shop/mod.ts";
import type { ActionName, Outcome } from "./audit.ts";
import type { ConsoleShop } from "./shop.ts";

/** What can be done to one product. */
export const PRODUCT_ACTS = [
  "replay",
  "invalidate",
  "restore",
  "put_back",
] as const satisfies readonly ActionName[];

/** One of {@link PRODUCT_ACTS}. */
export type ProductAct = (typeof PRODUCT_ACTS)[number];

/** An act on a product as its operator saw it. */
export interface ProductActRequest {
  readonly productId: string;
  /** The version that the operator saw. If the product has another one, nothing is done. */
  readonly version: number;
  /** The entry in the log of actions. It is the correlation of the events. */
  readonly actionId: number;
}

/** Does it, with the code of the commands and of the bot. */
export async function actOnProduct(
  shop: ConsoleShop,
  act: ProductAct,
  request: ProductActRequest,
): Promise<Outcome> {
  switch (act) {
    case "replay":
      return await ifUnchanged(shop, request, async (tx) => {
        const done = await replayProduct(tx, request.productId);
        return done === undefined
          ? { refused: "unknown_product" }
          : { done: { rows: done.changed } };
      });
    case "invalidate":
      return await invalidate(shop, request);
    case "restore":
      return await restore(shop, request);
    case "put_back":
      return await ifUnchanged(shop, request, async (tx) => {
        const product = await getProduct(tx, request.productId);
        if (product === undefined) return { refused: "unknown_product" };
        if (!product.withdrawn) return { refused: "stale" };
        const { sellerId } = product;
        if (sellerId === null) return { refused: "no_seller" };
        const outcome = await putBack(tx, { productId: request.productId, sellerId });
        return "refused" in outcome ? outcome : { done: {} };
      });
  }
}

function metadataOf({ actionId }: ProductActRequest) {
  return { actor: "operator:console", correlationId: `console:${actionId}` };
}

/** Locks the product, and does the work in the same transaction if nothing has happened to it since. */
async function ifUnchanged(
  { parts: { db } }: ConsoleShop,
  { productId, version }: ProductActRequest,
  work: (tx: DatabaseTransaction) => Promise<Outcome>,
): Promise<Outcome> {
  return await db.transaction().execute(async (tx) => {
    await tx.selectFrom("products").select("product_id").where("product_id", "=", productId)
      .forNoKeyUpdate().execute();
    const now = await latestVersion(tx, productId);
    if (now !== version) return { refused: "stale", details: { version, now } };
    return await work(tx);
  });
}

async function invalidate(shop: ConsoleShop, request: ProductActRequest): Promise<Outcome> {
  const { parts: { db, botId }, forgetFileId } = shop;
  const { productId } = request;
  const held = await createTelegramFileIds(db, botId).getBothFileIds(productId);
  const outcome = await ifUnchanged(shop, request, async (tx) => {
    const fileIds = createTelegramFileIds(tx, botId, metadataOf(request));
    return { done: { ids: await fileIds.invalidateCache(productId) } };
  });
  if ("refused" in outcome) return outcome;
  for (const fileId of Object.values(held)) if (fileId !== null) forgetFileId(fileId);
  return outcome;
}

/** No transaction waits for B2: the log itself refuses what has changed meanwhile. */
async function restore(shop: ConsoleShop, request: ProductActRequest): Promise<Outcome> {
  const { parts } = shop;
  const { productId, version } = request;
  const now = await latestVersion(parts.db, productId);
  if (now !== version) return { refused: "stale", details: { version, now } };
  const state = await loadImages(parts.db, productId);
  if (state.deleted) return { refused: "deleted" };
  const restored = await restoreProduct(parts, productId, metadataOf(request));
  if (restored.length > 0) {
    return { done: Object.fromEntries(restored.map(({ name, outcome }) => [name, outcome])) };
  }
  const photo = fileIdOf(state.images[MAIN_IMAGE], parts.botId);
  if (photo === undefined) return { done: {} };
  const job = {
    botId: parts.botId,
    productId,
    generation: generationOf(state),
    fileId: photo.fileId,
  };
  await parts.db.transaction().execute((tx) => shop.enqueueStoreImage(tx, job));
  return { done: { enqueued: 1 } };
}
