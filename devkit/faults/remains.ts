import { entryName } from "../../src/storage/cache_folder.ts";
import { listObjectKeys } from "../../src/event_log/mod.ts";
import type { FaultShop } from "./shop.ts";

/** Columns that a deleted product keeps. They say nothing of its seller or its picture. */
const KEPT = ["product_id", "sale_id", "listed_at", "withdrawn_at", "deleted_for_good_at"];

/** What is left of a product outside of the log: versions in B2, files in the disk cache, values in its row. */
export async function whatIsLeft(shop: FaultShop, productId: string): Promise<string[]> {
  const row = await shop.db.selectFrom("products").selectAll()
    .where("product_id", "=", productId).executeTakeFirstOrThrow();
  const values = Object.entries(row).filter(([column, value]) =>
    value !== null && !KEPT.includes(column)
  );
  return [
    ...(await versionsOf(shop, productId)).map((version) => `B2 has ${version}`),
    ...(await cachedFilesOf(shop, productId)).map((key) => `the disk cache has ${key}`),
    ...values.map(([column]) => `its row has a ${column}`),
  ];
}

/** Every version of every object that was ever put for a product, as key and version id. */
export async function versionsOf(shop: FaultShop, productId: string): Promise<string[]> {
  const versions: string[] = [];
  for (const key of await keysOf(shop, productId)) {
    for (const { versionId } of await shop.store.versions(key)) {
      versions.push(`${key} ${versionId}`);
    }
  }
  return versions;
}

async function cachedFilesOf(shop: FaultShop, productId: string): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(shop.cacheDir), ({ name }) => name);
  return (await keysOf(shop, productId)).filter((key) => names.includes(entryName(key) ?? ""));
}

/** The keys of a product's objects, by its events and by the requests. A legacy object has the product id in its key. */
async function keysOf({ db, b2 }: FaultShop, productId: string): Promise<string[]> {
  const put = b2.log.filter(({ method, key }) => method === "PUT" && key.includes(productId));
  return [...new Set([...await listObjectKeys(db, productId), ...put.map(({ key }) => key)])];
}
