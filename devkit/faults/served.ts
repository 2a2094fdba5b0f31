/**
 * From where the shop serves a picture: pictures of one product look alike wherever they come from.
 * @module
 */
import assert from "node:assert/strict";
import { logged } from "../world/shop_process.ts";
import type { Rung } from "../../src/pictures/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import type { Marker } from "../world/marker.ts";
import type { FaultShop } from "./shop.ts";
import { browse } from "./steps.ts";

/** The marker that a product shows now. */
export function present({ accepted }: FaultShop, productId: string): Marker | undefined {
  return accepted.get(productId)?.markers.at(-1);
}

/** A picture as it was served. */
export interface Served {
  /** From where. */
  readonly rung: Rung;
  /** Of the bytes that were uploaded for it, if any were. */
  readonly sha256?: string;
}

/** How the shop says that it served a product's picture last, after the first `from` lines of its log. */
export function lastServed({ log }: FaultShop, productId: string, from: number): Served {
  const line = log.slice(from).findLast(logged("picture_shown", { productId }));
  assert.ok(line, `${productId} was served`);
  const { rung, sha256 } = line as unknown as Served;
  return { rung, ...(sha256 !== undefined && { sha256 }) };
}

/** Looks at a product's thumb, which is its own, byte by byte where bytes are served: from where, and what B2 was asked for it. */
export async function look(
  shop: FaultShop,
  productId: string,
): Promise<{ readonly rung: Rung; readonly gets: number }> {
  const { key, sha256 } = (await loadImages(shop.db, productId)).images.thumb.stored!;
  const before = { gets: shop.b2.count("GET", key), log: shop.log.length };
  assert.equal(await browse(shop, productId), present(shop, productId));
  const served = lastServed(shop, productId, before.log);
  assert.equal(served.sha256 ?? sha256, sha256, "the very bytes that were stored");
  return { rung: served.rung, gets: shop.b2.count("GET", key) - before.gets };
}

/** Looks at a product's thumb; B2 is asked once if it is to serve, and else not. */
export async function lookFrom(shop: FaultShop, productId: string, rung: Rung): Promise<void> {
  assert.deepEqual(await look(shop, productId), { rung, gets: rung === "b2" ? 1 : 0 });
}

/** Telegram forgets a product's thumb: its bytes are needed again. */
export async function forgetThumb({ db, telegram }: FaultShop, productId: string): Promise<void> {
  const { images: { thumb } } = await loadImages(db, productId);
  await telegram.control.killFileId(thumb.fileIds![0]!.fileId, "dead");
}
