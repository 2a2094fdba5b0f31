/**
 * What happens to a product while a writer is halted.
 * @module
 */
import assert from "node:assert/strict";
import { replayProduct } from "../../../src/event_log/mod.ts";
import { ERASE_AGAIN, ERASE_PRODUCT } from "../../../src/jobs/mod.ts";
import { LOCALES } from "../../../src/telegram/locales/mod.ts";
import {
  changeJobs,
  countOpenJobs,
  endHeartbeats,
  hastenJobs,
  listJobs,
  STORING,
} from "../../testing/job_rows.ts";
import { later } from "../../testing/repair.ts";
import { until } from "../../testing/until.ts";
import type { FaultShop } from "../shop.ts";
import { browse, ownCard, replace, view } from "../steps.ts";
import type { LateShop } from "./late_shop.ts";
import { untilPutAway } from "./products.ts";

const { button, edit } = LOCALES.en;

/** Deletes a product for good. Waits until its erasing has ended once: it may have to wait for a running job. */
export async function deleteForGood(shop: FaultShop, productId: string): Promise<void> {
  const { db, seller } = shop;
  const card = await ownCard(shop, productId);
  await seller.press(card, button.deleteForGood);
  await seller.press(card, button.deleteYes);
  const told = await seller.press(card, button.deleteReally);
  assert.equal(told.text, edit.deleteDone);
  shop.accepted.get(productId)!.deleted = true;
  await until("the first look of the erasing", async () => {
    const [job] = await listJobs(db, { queue: ERASE_PRODUCT.name, productIds: [productId] });
    return job !== undefined &&
      (job.state === "completed" || job.retries > 0 || job.state === "retry");
  });
}

/**
 * Lets the erasing of a deleted product end. Its second look does not become due. A job whose process was killed counts
 * as dead.
 */
export async function endErasing({ db }: FaultShop, productId: string): Promise<void> {
  const erasing = { queue: ERASE_PRODUCT.name, productIds: [productId] };
  await until("the end of the erasing", async () => {
    await endHeartbeats(db, { ...STORING, productIds: [productId], olderThanSeconds: 5 });
    await changeJobs(db, { ...erasing, states: ["retry"] }, { start_after: new Date(0) });
    return await countOpenJobs(db, erasing) === 0;
  });
}

/** Makes the second look of the erasing due, and waits for its end. */
export async function lookAgain({ db }: FaultShop, productId: string): Promise<void> {
  await until("the second look", async () => {
    await hastenJobs(db);
    return await countOpenJobs(db, { queue: ERASE_AGAIN.name, productIds: [productId] }) === 0;
  });
}

/** Replaces the picture of a product, and waits until the new one is stored. */
export async function replaceAndStore(shop: FaultShop, productId: string): Promise<void> {
  await replace(shop, productId);
  await untilPutAway(shop, productId);
}

/** A job, command or view that runs from its start to its end while a writer is halted. */
export interface Meanwhile {
  readonly name: string;
  /** It restores what is lost. */
  readonly repairs?: true;
  run(shop: LateShop, productId: string): Promise<unknown>;
}

/** Every command. Of the jobs, one that stores is part of a replacement, and one that erases of a deletion. */
export const OTHERS: readonly Meanwhile[] = [
  { name: "reconcile --repair", repairs: true, run: ({ operator }) => operator.repair() },
  {
    name: "reconcile --repair --adopt-orphans, two days later",
    repairs: true,
    run: ({ operator }) => operator.repair({ adopts: true, now: later }),
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
