import { sql } from "kysely";
import type { Database } from "../../postgres/mod.ts";
import { readLegacyValue } from "../../storage/mod.ts";
import { fold, type FolderIndex, type IndexedFolder } from "../paths/folder_index.ts";
import { picturesOf } from "../paths/folder_pictures.ts";

/** Folders below the folder of the pictures that hold the pictures of one product each, by the product's id. */
export type ProductFolders = ReadonlyMap<string, readonly string[]>;

/**
 * Finds a folder for each product: `images/42/1.jpg, 2.jpg` of the product 42. A folder counts only if most folders beside it
 * are of products too: `images/2024` is a year. If two folders have the name of one product, none counts.
 */
export async function findProductFolders(
  db: Database,
  index: FolderIndex,
): Promise<ProductFolders> {
  const byParent = new Map<string, { readonly id: string; readonly folder: IndexedFolder }[]>();
  for (const folder of index.folders()) {
    if (folder.path === "" || picturesOf(folder).length === 0) continue;
    const slash = folder.path.lastIndexOf("/");
    const parent = folder.path.slice(0, Math.max(slash, 0));
    const beside = byParent.get(parent) ?? [];
    beside.push({ id: folder.path.slice(slash + 1), folder });
    byParent.set(parent, beside);
  }
  const all = [...byParent.values()].flat();
  const { rows } = await sql<{ id: string }>`
    select product_id as id from products where product_id = any(${all.map(({ id }) => id)})`
    .execute(db);
  const ids = new Set(rows.map(({ id }) => id));
  const found = new Map<string, readonly string[]>();
  const twice = new Set<string>();
  for (const beside of byParent.values()) {
    const ofProducts = beside.filter(({ id }) => ids.has(id));
    if (ofProducts.length * 2 <= beside.length) continue;
    for (const { id, folder } of ofProducts) {
      if (found.has(id)) twice.add(id);
      found.set(id, picturesOf(folder));
    }
  }
  for (const id of twice) found.delete(id);
  return found;
}

/** The files whose names none of the values ends with: a row, or an earlier run, may name a file of its folder by another path. */
export function notNamed(files: readonly string[], values: Iterable<string>): readonly string[] {
  const names = new Set<string>();
  for (const value of values) {
    const read = readLegacyValue(value);
    const last = read.is === "path" ? read.readings[0]?.names.at(-1) : undefined;
    if (last !== undefined) names.add(fold(last));
  }
  return files.filter((file) => !names.has(fold(file.slice(file.lastIndexOf("/") + 1))));
}
