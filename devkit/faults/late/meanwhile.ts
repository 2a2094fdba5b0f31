/**
 * What happens to a product while a writer is halted.
 * @module
 */
import assert from "node:assert/strict";
import { ERASE_AGAIN, ERASE_PRODUCT } from "../../../src/jobs/mod.ts";
import { LOCALES } from "../../../src/telegram/locales/mod.ts";
import { changeJobs, countOpenJobs, hastenJobs } from "../../testing/job_rows.ts";
import { later } from "../../testing/repair.ts";
import { until } from "../../testing/until.ts";
import { logged } from "../../world/shop_process.ts";
import type { FaultShop } from "../shop.ts";
import { browse, isLogged, replace, view } from "../steps.ts";
import type { LateShop } from "./late_shop.ts";
import { untilPutAway } from "./products.ts";
import { replayProduct } from "../../../src/event_log/mod.ts";

const { button, edit } = LOCALES.en;

/** Deletes a product for good. Waits until its erasing has ended once: it may have to wait for a running job. */
export async function deleteForGood(shop: FaultShop, productId: string): Promise<void> {
  const { seller, log } = shop;
  const from = log.length;
  let card = await seller.say("/my");
  while (!card.text.endsWith(productId)) card = await seller.press(card, button.next);
  await seller.press(card, button.deleteForGood);
  await seller.press(card, button.deleteYes);
  const told = await seller.press(card, button.deleteReally);
  assert.equal(told.text, edit.deleteDone);
  shop.accepted.get(productId)!.deleted = true;
  const ends = [logged("product_erased", { productId }), logged("erasing_waits", { productId })];
  await until("the erasing", () => ends.some((end) => isLogged(shop, end, from)));
}

/** Lets the erasing of a deleted product end. Its second look does not become due. */
export async function endErasing({ db }: FaultShop, productId: string): Promise<void> {
  const erasing = { queue: ERASE_PRODUCT.name, productIds: [productId] };
  await until("the end of the erasing", async () => {
    await changeJobs(db, { ...erasing, states: ["retry"] }, { start_after: new Date(0) });
    return await countOpenJobs(db, erasing) === 0;
  }, { everyMs: 200 });
}

/** Makes the second look of the erasing due, and waits for its end. */
export async function lookAgain({ db }: FaultShop, productId: string): Promise<void> {
  await until("the second look", async () => {
    await hastenJobs(db);
    return await countOpenJobs(db, { queue: ERASE_AGAIN.name, productIds: [productId] }) === 0;
  }, { everyMs: 200 });
}

/** Replaces the picture of a product, and waits until the new one is stored. */
export async function replaceAndStore(shop: FaultShop, productId: string): Promise<void> {
  await replace(shop, productId);
  await untilPutAway(shop, productId);
}

/** A job, command or view that runs from its start to its end while a writer is halted. */
export interface Meanwhile {
  readonly name: string;
  run(shop: LateShop, productId: string): Promise<unknown>;
}

/** Every other job, command and view. A job that stores a picture is part of the replacement. */
export const OTHERS: readonly Meanwhile[] = [
  { name: "reconcile --repair", run: ({ operator }) => operator.reconcile() },
  {
    name: "reconcile --repair --adopt-orphans, two days later",
    run: ({ operator }) => operator.reconcile({ adopts: true, now: later }),
  },
  {
    name: "reconcile --delete-orphans --delete-superseded",
    run: ({ operator }) => operator.reconcile({ deletes: ["orphaned", "superseded"] }),
  },
  { name: "migrate-images", run: ({ operator }) => operator.migrate() },
  { name: "migrate-images --adopt", run: ({ operator }) => operator.migrate(true) },
  { name: "replay", run: ({ db }, productId) => replayProduct(db, productId) },
];

/** Two views, which fill the disk cache and capture file ids. */
export const VIEWS: Meanwhile = {
  name: "views of both pictures",
  run: async (shop, productId) => {
    await view(shop, productId);
    await browse(shop, productId);
  },
};
