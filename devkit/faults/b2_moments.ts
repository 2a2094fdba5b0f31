/**
 * The moments at which B2 can fail: what happens before, during and after the fault.
 * @module
 */
import assert from "node:assert/strict";
import { logged } from "../world/shop_process.ts";
import type { Rung } from "../../src/pictures/mod.ts";
import { describeError } from "../../src/log.ts";
import type { PutProbe } from "../../src/pictures/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { until } from "../testing/until.ts";
import { migrateOnce, reconcileOnce, type Say } from "./operators.ts";
import { lastServed, present } from "./served.ts";
import type { FaultShop } from "./shop.ts";
import {
  browse,
  forgetCache,
  inheritLegacy,
  isLogged,
  replace,
  sell,
  untilStored,
  view,
} from "./steps.ts";

/** The result of an operator's command. */
export interface Commanded {
  /** The work that is left for the next run. Undefined if the command threw. */
  readonly left: number | undefined;
  /** The codes of the errors that it threw or reported. */
  readonly said: readonly string[];
}

/** What happened while B2 failed. */
export interface Acted {
  readonly productId: string;
  /** Absent if the shop itself did the work. */
  readonly command?: Commanded;
}

/** A moment at which B2 can fail. */
export interface Moment {
  readonly name: string;
  /** The requests that fail. */
  readonly requests: { readonly method: "PUT" | "GET"; readonly keyPart?: string };
  /** The shop itself sends the requests, and not an operator's command. */
  readonly inShop: boolean;
  /** The expected result of a fault that lasts. */
  readonly expected: string;
  /** How often the same request is sent when nothing fails. 1 if absent. */
  readonly asks?: number;
  /** The codes of errors that have no visible effect at this moment. */
  readonly unnoticed?: readonly string[];
  /** The events that a lasting fault adds; see `Expectation`. */
  readonly added?: readonly string[];
  /** Brings the shop to this moment. Returns the product, if there is one already. */
  prepare(shop: FaultShop): Promise<string | undefined>;
  /**
   * Does the work while B2 fails, and waits until the shop has handled the failure. Asserts what users see in the
   * meantime. `lasts` is false for a fault that nobody notices.
   */
  act(shop: FaultShop, productId: string | undefined, lasts: boolean): Promise<Acted>;
  /** Runs when B2 is back. Asserts that the shop is correct again. */
  after(shop: FaultShop, productId: string, lasted: boolean): Promise<void>;
}

/** The probe of a migration that has stopped to look for existing objects. */
const NO_PROBE: PutProbe = { isWorthIt: false, saw: () => {}, isSafe: () => false };

/** Every moment at which B2 can fail. */
export const MOMENTS: readonly Moment[] = [
  // The first put, and the last.
  saleOf("original"),
  saleOf("thumb"),
  {
    name: "read at the first view of a thumb",
    requests: { method: "GET", keyPart: "/thumb-" },
    inShop: true,
    expected: "the cover is shown instead, later the thumb",
    prepare: soldAndNotCached,
    // The shop shows the cover by the file id of the seller's photo.
    act: (shop, productId = "", lasts) =>
      assertShown(shop, productId, { by: browse, from: lasts ? "file_id" : "b2" }),
    after: async (shop, productId, lasted) => {
      await assertShown(shop, productId, { by: browse, from: lasted ? "b2" : "file_id" });
    },
  },
  {
    // Both pictures fail: the thumb would stand in for the cover.
    name: "read of a cover whose file id is dead",
    requests: { method: "GET" },
    inShop: true,
    expected: "a placeholder in the meantime, which is never captured",
    prepare: async (shop) => {
      const productId = await soldAndNotCached(shop);
      const { images: { cover } } = await loadImages(shop.db, productId);
      await shop.telegram.control.killFileId(cover.fileIds![0]!.fileId, "dead");
      return productId;
    },
    act: (shop, productId = "", lasts) =>
      assertShown(shop, productId, { by: view, from: lasts ? "placeholder" : "b2" }),
    after: async (shop, productId, lasted) => {
      await assertShown(shop, productId, { by: view, from: lasted ? "b2" : "file_id" });
    },
  },
  {
    name: "put of a replacement",
    requests: { method: "PUT" },
    inShop: true,
    expected: "the new photo is shown at once; the job waits and stores it",
    prepare: async (shop) => {
      const from = shop.log.length;
      const productId = await sell(shop);
      await untilTried(shop, productId, { from, lasts: false });
      return productId;
    },
    act: async (shop, productId = "", lasts) => {
      const from = shop.log.length;
      await replace(shop, productId);
      assert.equal(await view(shop, productId), present(shop, productId), "not the old photo");
      await untilTried(shop, productId, { from, lasts });
      return { productId };
    },
    after: (shop, productId) => untilStored(shop, productId),
  },
  migration({ method: "PUT" }, "put of migrate-images"),
  {
    ...migration({ method: "GET" }, "look before a put of migrate-images"),
    // A damaged object counts as missing. The command puts it again.
    unnoticed: ["object_corrupt"],
  },
  readBack(
    migration({ method: "GET" }, "read back by migrate-images", NO_PROBE),
  ),
  reconciliation({ method: "PUT" }, "put of reconcile --repair"),
  // An original that cannot be read is left for the next run: of the sizes there are other copies.
  reconciliation({ method: "GET" }, "listing and reads of reconcile --deep --repair"),
];

function saleOf(imageType: "original" | "thumb"): Moment {
  return {
    name: `put of a sale's ${imageType}`,
    requests: { method: "PUT", keyPart: `/${imageType}-` },
    inShop: true,
    expected: "the seller's photo is shown; the job waits and stores it",
    prepare: () => Promise.resolve(undefined),
    act: async (shop, _none, lasts) => {
      const from = shop.log.length;
      const productId = await sell(shop);
      assert.equal(await view(shop, productId), present(shop, productId), "the seller's photo");
      await untilTried(shop, productId, { from, lasts });
      return { productId };
    },
    after: (shop, productId) => untilStored(shop, productId),
  };
}

/**
 * Waits until the job has ended once. If the fault lasts, the job waits for its next attempt. Else it has stored the
 * picture.
 */
async function untilTried(
  shop: FaultShop,
  productId: string,
  { from, lasts }: { readonly from: number; readonly lasts: boolean },
): Promise<void> {
  const waits = logged("image_waits", { productId });
  const stored = logged("image_stored", { productId });
  await until(
    `a first try of ${productId}`,
    () => isLogged(shop, waits, from) || isLogged(shop, stored, from),
  );
  const ended = { waits: isLogged(shop, waits, from), stored: isLogged(shop, stored, from) };
  assert.deepEqual(ended, { waits: lasts, stored: !lasts });
}

interface Showing {
  readonly by: typeof view;
  readonly from: Rung;
}

/** Asserts that a view shows the product's picture (or a placeholder) from this source. */
async function assertShown(
  shop: FaultShop,
  productId: string,
  { by, from }: Showing,
): Promise<Acted> {
  const logged = shop.log.length;
  const shown = await by(shop, productId);
  assert.equal(shown, from === "placeholder" ? from : present(shop, productId));
  assert.equal(lastServed(shop, productId, logged).rung, from);
  return { productId };
}

async function soldAndNotCached(shop: FaultShop): Promise<string> {
  const from = shop.log.length;
  const productId = await sell(shop);
  // The job fills the cache last.
  await untilTried(shop, productId, { from, lasts: false });
  await forgetCache(shop);
  return productId;
}

/** The same moment on a server whose ETags are not MD5 sums: there the shop reads every put back. */
function readBack(moment: Moment): Moment {
  const setEtags = ({ b2 }: FaultShop, etags: "md5" | "parts") => b2.quirks.etags = etags;
  return {
    ...moment,
    prepare: (shop) => {
      setEtags(shop, "parts");
      return moment.prepare(shop);
    },
    after: async (shop, productId, lasted) => {
      await moment.after(shop, productId, lasted);
      setEtags(shop, "md5");
    },
  };
}

function migration(
  requests: Moment["requests"],
  name: string,
  probe?: PutProbe,
): Moment {
  const migrate = (shop: FaultShop, say?: Say) => migrateOnce(shop, { say, probe });
  return {
    name,
    requests,
    inShop: false,
    expected: "the file is shown; the next run migrates it",
    // One when the file is shown. One more when it is migrated, because the captured id still shows the same picture.
    added: ["TelegramFileIdCaptured cover", "TelegramFileIdCaptured cover"],
    prepare: inheritLegacy,
    act: async (shop, productId = "", lasts) => {
      const command = await commanded(async (say) => (await migrate(shop, say)).productsLeft);
      // A picture that is migrated while B2 cannot be read is a placeholder until B2 is back.
      const from = command.left === 0 ? "placeholder" : "legacy";
      if (lasts) await assertShown(shop, productId, { by: view, from });
      return { productId, command };
    },
    after: async (shop) => {
      const { productsLeft } = await migrate(shop);
      assert.equal(productsLeft, 0);
    },
  };
}

function reconciliation(requests: Moment["requests"], name: string): Moment {
  return {
    name,
    requests,
    inShop: false,
    expected: "the next run restores it",
    prepare: async (shop) => {
      const productId = await sell(shop);
      await untilStored(shop, productId);
      await shop.store.delete((await loadImages(shop.db, productId)).images.cover.stored!.key);
      return productId;
    },
    act: async (shop, productId = "") => {
      const command = await commanded(async (say) => {
        const { missing, altered } = await reconcileOnce(shop, say);
        return missing + altered;
      });
      return { productId, command };
    },
    after: async (shop) => {
      const { missing, altered } = await reconcileOnce(shop);
      assert.deepEqual({ missing, altered }, { missing: 0, altered: 0 });
    },
  };
}

/** Runs a command. Returns the work that it leaves and the errors that it reports or throws. */
async function commanded(run: (say: Say) => Promise<number>): Promise<Commanded> {
  const said: string[] = [];
  try {
    return { left: await run((code) => said.push(code)), said };
  } catch (error) {
    const { code, message } = describeError(error);
    return { left: undefined, said: [...said, code ?? message] };
  }
}
