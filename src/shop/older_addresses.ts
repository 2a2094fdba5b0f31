import { columnsOfKind, IMAGE_TYPES, PICTURES } from "../domain/mod.ts";
import { loadImages } from "../event_log/mod.ts";
import { redact } from "../log.ts";
import { valuesIn } from "../pictures/mod.ts";
import type { DatabaseTransaction } from "../postgres/mod.ts";

/** What a URL needs to name an object, besides its path. */
const NAMING = new Set(["versionId", "fileId"]);

/**
 * The web addresses in a product's columns of which no event speaks, without secrets: an older shop wrote them. What ends these
 * pictures must keep them in the log. Otherwise nobody could erase their objects when the product is deleted for good.
 */
export async function olderAddresses(
  tx: DatabaseTransaction,
  productId: string,
): Promise<readonly string[]> {
  const row = await tx.selectFrom("products").select(columnsOfKind("url"))
    .where("product_id", "=", productId).executeTakeFirstOrThrow();
  const { images } = await loadImages(tx, productId);
  return IMAGE_TYPES.filter((each) => images[each].stored === undefined)
    .flatMap((each) => valuesIn(row[PICTURES[each].columns.url] ?? ""))
    .flatMap((value) => withoutSecrets(value) ?? []);
}

/** Undefined for a text that is no address of the web, and for one that holds a bot's token. */
function withoutSecrets(text: string): string | undefined {
  const url = URL.parse(text.replaceAll("&amp;", "&"));
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  for (const name of [...url.searchParams.keys()]) {
    if (!NAMING.has(name)) url.searchParams.delete(name);
  }
  url.username = url.password = url.hash = "";
  return redact(url.href) === url.href ? url.href : undefined;
}
