/**
 * The moments at which B2 can fail the shop: what comes before, what is done while it fails, and what after.
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

/** What an operator's command did. */
export interface Commanded {
  /** How much is left for the next run; undefined if it threw. */
  readonly left: number | undefined;
  /** The codes of what it threw or reported. */
  readonly said: readonly string[];
}

/** What was done. */
export interface Acted {
  /** To which product. */
  readonly productId: string;
  /** Present where an operator's command did it. */
  readonly command?: Commanded;
}

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
  /** How often it asks for what is struck when nothing fails; 1 if absent. */
  readonly asks?: number;
  /** The codes of errors that the operator's command itself mends. */
  readonly mends?: readonly string[];
  /** The codes of errors that nobody notices at this moment. */
  readonly unnoticed?: readonly string[];
  /** The events that a fault adds which lasts; see `Expectation`. */
  readonly added?: readonly string[];
  /** Brings the shop there; returns the product, where there is one already. */
  prepare(shop: FaultShop): Promise<string | undefined>;
  /**
   * What is done while B2 fails; ends when the shop has coped. Asserts what is seen meanwhile: `lasts` tells whether the
   * fault outlasts the patience, or is none that anybody notices.
   */
  act(shop: FaultShop, productId: string | undefined, lasts: boolean): Promise<Acted>;
  /** What is done once B2 is back. Asserts that now all is as it should be. */
  after(shop: FaultShop, productId: string, lasted: boolean): Promise<void>;
}

/** The probe of a migration that has found nothing for long enough. */
const NO_PROBE: PutProbe = { isWorthIt: false, saw: () => {} };

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
    // The cover's file id, which the seller's photo has.
    act: (shop, productId = "", lasts) =>
      assertShown(shop, productId, { by: browse, from: lasts ? "file_id" : "b2" }),
    after: async (shop, productId, lasted) => {
      await assertShown(shop, productId, { by: browse, from: lasted ? "b2" : "file_id" });
    },
  },
  {
    name: "read of a cover whose file id is dead",
    requests: { method: "GET", keyPart: "/cover-" },
    inShop: true,
    expected: "a placeholder meanwhile, never captured",
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
    expected: "the new photo shows at once, the job waits and stores it",
    prepare: async (shop) => {
      const from = shop.log.length;
      const productId = await sell(shop);
      await untilTried(shop, productId, { from, lasts: false });
      return productId;
    },
    act: async (shop, productId = "", lasts) => {
      const from = shop.log.length;
      await replace(shop, productId);
      assert.equal(await view(shop, productId), present(shop, productId), "never the old one");
      await untilTried(shop, productId, { from, lasts });
      return { productId };
    },
    after: (shop, productId) => untilStored(shop, productId),
  },
  migration({ method: "PUT" }, "put of migrate-images"),
  {
    ...migration({ method: "GET", keyPart: "/cover-" }, "look before a put of migrate-images"),
    // An object that is there but damaged is put again, and B2 says what it keeps.
    unnoticed: ["object_corrupt"],
  },
  readBack(
    migration({ method: "GET", keyPart: "/cover-" }, "read back by migrate-images", NO_PROBE),
  ),
  reconciliation({ method: "PUT" }, "put of reconcile --repair"),
  {
    ...reconciliation({ method: "GET" }, "listing and reads of reconcile --deep --repair"),
    // Of each picture that cannot be read it has a copy.
    mends: ["object_corrupt"],
  },
];

function saleOf(imageType: "cover" | "thumb"): Moment {
  return {
    name: `put of a sale's ${imageType}`,
    requests: { method: "PUT", keyPart: `/${imageType}-` },
    inShop: true,
    expected: "the seller's photo shows, the job waits and stores it",
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

/** Until the job has ended once: it waits if the fault lasts, and has stored the picture if not. */
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

/** A look shows the product's own picture, or a placeholder, from there. */
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

/** The same on a server whose ETag is no MD5, so that every put is read back. */
function readBack(moment: Moment): Moment {
  const setEtags = ({ b2 }: FaultShop, md5Etags: boolean) => b2.quirks.md5Etags = md5Etags;
  return {
    ...moment,
    prepare: (shop) => {
      setEtags(shop, false);
      return moment.prepare(shop);
    },
    after: async (shop, productId, lasted) => {
      await moment.after(shop, productId, lasted);
      setEtags(shop, true);
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
    expected: "the file shows, the next run migrates it",
    // When the file is shown; and again when it is migrated, since what was captured is still the picture.
    added: ["TelegramFileIdCaptured cover", "TelegramFileIdCaptured cover"],
    prepare: inheritLegacy,
    act: async (shop, productId = "", lasts) => {
      const command = await commanded(async (say) => (await migrate(shop, say)).productsLeft);
      // What is migrated while B2 cannot be read has a placeholder until it can.
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
    expected: "the next run puts it back",
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

/** Runs a command: what it leaves and says, whether it throws that or not. */
async function commanded(run: (say: Say) => Promise<number>): Promise<Commanded> {
  const said: string[] = [];
  try {
    return { left: await run((code) => said.push(code)), said };
  } catch (error) {
    const { code, message } = describeError(error);
    return { left: undefined, said: [...said, code ?? message] };
  }
}
