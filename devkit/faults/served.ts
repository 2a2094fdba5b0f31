/**
 * Finds the source from which the shop served a picture. The picture itself looks the same from every source.
 * @module
 */
import assert from "node:assert/strict";
import { logged } from "../world/shop_process.ts";
import type { Rung } from "../../src/pictures/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import type { Marker } from "../world/marker.ts";
import type { FaultShop } from "./shop.ts";
import { browse } from "./steps.ts";

/** The marker of a product's current picture. */
export function present({ accepted }: FaultShop, productId: string): Marker | undefined {
  return accepted.get(productId)?.markers.at(-1);
}

/** How a picture was served. */
export interface Served {
  /** The source. */
  readonly rung: Rung;
  /** The hash of the uploaded bytes. Absent if the shop sent a file id. */
  readonly sha256?: string;
}

/** The last line of the log, after the first `from` lines, that says how the product's picture was served. */
export function lastServed({ log }: FaultShop, productId: string, from: number): Served {
  const line = log.slice(from).findLast(logged("picture_shown", { productId }));
  assert.ok(line, `${productId} was served`);
  const { rung, sha256 } = line as unknown as Served;
  return { rung, ...(sha256 !== undefined && { sha256 }) };
}

/**
 * Views a product's thumb, and asserts that its bytes are right. Returns its source, and the number of B2 requests for
 * it.
 */
export async function look(
  shop: FaultShop,
  productId: string,
): Promise<{ readonly rung: Rung; readonly gets: number }> {
  const { key, sha256 } = (await loadImages(shop.db, productId)).images.thumb.stored!;
  const before = { gets: shop.b2.count("GET", key), log: shop.log.length };
  assert.equal(await browse(shop, productId), present(shop, productId));
  const served = lastServed(shop, productId, before.log);
  assert.equal(served.sha256 ?? sha256, sha256, "exactly the stored bytes");
  return { rung: served.rung, gets: shop.b2.count("GET", key) - before.gets };
}

/**
 * Views a product's thumb from an expected source. Asserts that B2 was asked once if it is the source, and not at all
 * otherwise.
 */
export async function lookFrom(shop: FaultShop, productId: string, rung: Rung): Promise<void> {
  assert.deepEqual(await look(shop, productId), { rung, gets: rung === "b2" ? 1 : 0 });
}

/** Makes Telegram forget a product's thumb, so that its bytes are needed again. */
export async function forgetThumb({ db, telegram }: FaultShop, productId: string): Promise<void> {
  const { images: { thumb } } = await loadImages(db, productId);
  await telegram.control.killFileId(thumb.fileIds![0]!.fileId, "dead");
}
