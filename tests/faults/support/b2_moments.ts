/**
 * The moments at which B2 can fail the shop: what comes before, what is done while it fails, and what after.
 * @module
 */
import assert from "node:assert/strict";
import { describeError } from "../../../src/log.ts";
import { loadImages } from "../../../src/postgres/mod.ts";
import { migrateOnce, reconcileOnce } from "./operators.ts";
import type { FaultShop } from "./shop.ts";
import {
  browse,
  forgetCache,
  inheritLegacy,
  isLogged,
  replace,
  sell,
  until,
  untilStored,
  view,
} from "./steps.ts";

/** A moment. */
export interface Moment {
  /** In words. */
  readonly name: string;
  /** Which requests to B2 are made then. */
  readonly requests: { readonly method: "PUT" | "GET"; readonly keyPart?: string };
  /** What the shop itself does then, and not an operator's command. */
  readonly inShop: boolean;
  /** What is to come of a fault that lasts. */
  readonly expected: string;
  /** Brings the shop there; returns the product, where there is one already. */
  prepare(shop: FaultShop): Promise<string | undefined>;
  /** What is done while B2 fails; ends when the shop has coped. Asserts what is seen meanwhile. Returns the product. */
  act(shop: FaultShop, productId: string | undefined): Promise<string>;
  /** What is done once B2 is back. */
  after(shop: FaultShop, productId: string): Promise<void>;
}

/** All of them. */
export const MOMENTS: readonly Moment[] = [
  saleOf("cover"),
  saleOf("thumb"),
  {
    name: "read at the first view of a thumb",
    requests: { method: "GET", keyPart: "/thumb-" },
    inShop: true,
    expected: "the cover stands in, later the thumb shows",
    prepare: soldAndNotCached,
    act: async (shop, productId = "") => {
      assert.equal(await browse(shop, productId), present(shop, productId));
      return productId;
    },
    after: async (shop, productId) => void await browse(shop, productId),
  },
  {
    name: "read of a cover whose file id is dead",
    requests: { method: "GET", keyPart: "/cover-" },
    inShop: true,
    expected: "a placeholder meanwhile, never captured",
    prepare: async (shop) => {
      const productId = await soldAndNotCached(shop);
      const { cover } = await loadImages(shop.db, productId);
      await shop.telegram.control.killFileId(cover.fileIds![0]!.fileId, "dead");
      return productId;
    },
    act: async (shop, productId = "") => {
      const shown = await view(shop, productId);
      assert.ok(shown === "placeholder" || shown === present(shop, productId), String(shown));
      return productId;
    },
    after: async (shop, productId) => void await view(shop, productId),
  },
  {
    name: "put of a replacement",
    requests: { method: "PUT" },
    inShop: true,
    expected: "the new photo shows at once, the job waits and stores it",
    prepare: async (shop) => {
      const from = shop.log.length;
      const productId = await sell(shop);
      await untilTried(shop, productId, from);
      return productId;
    },
    act: async (shop, productId = "") => {
      const from = shop.log.length;
      await replace(shop, productId);
      assert.equal(await view(shop, productId), present(shop, productId), "never the old one");
      await untilTried(shop, productId, from);
      return productId;
    },
    after: (shop, productId) => untilStored(shop, productId),
  },
  migration({ method: "PUT" }, "put of migrate-images"),
  migration({ method: "GET", keyPart: "/cover-" }, "read back by migrate-images"),
  reconciliation({ method: "PUT" }, "put of reconcile --repair"),
  reconciliation({ method: "GET" }, "listing and reads of reconcile --deep --repair"),
];

/** The marker that a product shows now. */
export function present({ accepted }: FaultShop, productId: string): number | undefined {
  return accepted.get(productId)?.markers.at(-1);
}

function saleOf(imageType: "cover" | "thumb"): Moment {
  return {
    name: `put of a sale's ${imageType}`,
    requests: { method: "PUT", keyPart: `/${imageType}-` },
    inShop: true,
    expected: "the seller's photo shows, the job waits and stores it",
    prepare: () => Promise.resolve(undefined),
    act: async (shop) => {
      const from = shop.log.length;
      const productId = await sell(shop);
      assert.equal(await view(shop, productId), present(shop, productId), "the seller's photo");
      await untilTried(shop, productId, from);
      return productId;
    },
    after: (shop, productId) => untilStored(shop, productId),
  };
}

/** Until the job has ended once, one way or the other. */
async function untilTried(shop: FaultShop, productId: string, from: number): Promise<void> {
  const tried = new RegExp(`The picture of ${productId} (is stored|waits)`);
  await until(`a first try of ${productId}`, () => isLogged(shop, tried, from));
}

async function soldAndNotCached(shop: FaultShop): Promise<string> {
  const from = shop.log.length;
  const productId = await sell(shop);
  // The job fills the cache last.
  await untilTried(shop, productId, from);
  await forgetCache(shop);
  return productId;
}

function migration(requests: Moment["requests"], name: string): Moment {
  return {
    name,
    requests,
    inShop: false,
    expected: "the file shows, the next run migrates it",
    prepare: inheritLegacy,
    act: async (shop, productId = "") => {
      await migrateOnce(shop).catch(says);
      return productId;
    },
    after: async (shop) => {
      const { productsLeft } = await migrateOnce(shop);
      assert.equal(productsLeft, 0);
    },
  };
}

function reconciliation(requests: Moment["requests"], name: string): Moment {
  return {
    name,
    requests,
    inShop: false,
    expected: "the next run puts it back",
    prepare: async (shop) => {
      const productId = await sell(shop);
      await untilStored(shop, productId);
      await shop.store.delete((await loadImages(shop.db, productId)).cover.stored!.key);
      return productId;
    },
    act: async (shop, productId = "") => {
      await reconcileOnce(shop).catch(says);
      return productId;
    },
    after: async (shop) => {
      const { missing, altered } = await reconcileOnce(shop);
      assert.deepEqual({ missing, altered }, { missing: 0, altered: 0 });
    },
  };
}

/** A command that fails says so with an error of storage's, which names what to do; nothing else may break it. */
function says(error: unknown): void {
  assert.match(String(describeError(error).code), /^(storage_|object_corrupt)/);
}
