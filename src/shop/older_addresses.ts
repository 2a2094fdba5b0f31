import { columnsOfKind } from "../domain/mod.ts";
import { redact } from "../log.ts";
import { valuesIn } from "../pictures/mod.ts";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { valuesOnlyInRow } from "./row_values.ts";

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
  const values = await valuesOnlyInRow(tx, productId);
  return columnsOfKind("url").flatMap((column) => valuesIn(values[column] ?? ""))
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
