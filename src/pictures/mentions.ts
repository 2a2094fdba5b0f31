import { type RawBuilder, sql } from "kysely";
import { IMAGE_TYPES, PICTURES } from "../domain/mod.ts";
import { listForeignColumns } from "./foreign_columns.ts";
import { longestPlainPart } from "./plain_part.ts";
import type { PictureParts } from "./parts.ts";

/** Which rows count, and in which columns. */
interface Mentioning {
  /** The columns of an older shop that may name pictures, besides those of the first one. */
  readonly foreign?: readonly string[];
  /** The product whose own row does not count. */
  readonly besides?: string;
}

/**
 * Those of the keys that a row holds somewhere in its columns of pictures: as a bare key, a path, a list or a URL of
 * another form. An older shop may still need them, so they are not spare. Its further columns, such as `image_2`, count too.
 */
export async function findMentioned(
  { db }: Pick<PictureParts, "db">,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const { rows } = await mentionsOf(keys, { foreign: await listForeignColumns(db) }).execute(db);
  return new Set(rows.map(({ key }) => key));
}

/**
 * Those of the keys that the row of another product holds. `keys` may also be file ids of Backblaze's native addresses. Only
 * for a shop with columns of its own: see `namedByOthers` for those of the first picture.
 */
export async function findMentionedByOthers(
  { db }: Pick<PictureParts, "db">,
  besides: string,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const foreign = keys.length === 0 ? [] : await listForeignColumns(db);
  if (foreign.length === 0) return new Set();
  const { rows } = await mentionsOf(keys, { foreign, besides }).execute(db);
  return new Set(rows.map(({ key }) => key));
}

/** Those of the keys that rows of `products` hold. The row of a product that was deleted for good does not count. */
export function mentionsOf(
  keys: readonly string[],
  { foreign = [], besides }: Mentioning = {},
): RawBuilder<{ readonly key: string }> {
  const columns = [
    ...IMAGE_TYPES.map((image) => sql.ref(PICTURES[image].columns.url)),
    ...foreign.map((column) => sql`${sql.id(column)}::text`),
  ];
  const isOther = besides === undefined ? sql`` : sql`and product_id <> ${besides}`;
  return mentionedIn(
    keys,
    sql`
      select lower(concat_ws(' ', ${sql.join(columns)})) as text from products
      where deleted_for_good_at is null ${isOther}`,
  );
}

/**
 * Those of the keys that texts hold. `texts`: SQL of rows with a `text` in lower case. Looks at each row once, with one
 * pattern for all keys. Only the few rows that match are compared with each form of each key.
 */
export function mentionedIn(
  keys: readonly string[],
  texts: RawBuilder<unknown>,
): RawBuilder<{ readonly key: string }> {
  const forms = keys.flatMap((key) => formsOf(key).map((form) => ({ key, form })));
  const parts = new Set(keys.map((key) => longestPlainPart(key).toLowerCase()));
  const pattern = [...parts].map((part) => part.replace(/[.-]/g, "\\$&")).join("|");
  return sql`
    with named as not materialized (${texts}),
    held as materialized (select text from named where text ~ ${pattern})
    select distinct f.key
    from jsonb_to_recordset(${JSON.stringify(forms)}::jsonb) f (key text, form text)
    join held on position(f.form in held.text) > 0`;
}

/** How a key may be written, in lower case: plain, percent-encoded, and in JSON of PHP. */
function formsOf(key: string): string[] {
  const forms = [key, encodeURI(key), encodeURIComponent(key), key.replaceAll("/", "\\/")];
  return [...new Set(forms.map((form) => form.toLowerCase()))];
}
