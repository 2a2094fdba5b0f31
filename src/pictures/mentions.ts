import { type RawBuilder, sql } from "kysely";
import { IMAGE_TYPES, PICTURES } from "../domain/mod.ts";
import { longestPlainPart } from "./plain_part.ts";
import type { PictureParts } from "./parts.ts";

/**
 * Those of the keys that a row holds somewhere in its columns of pictures: as a bare key, a path, a list or a URL of
 * another form. An older shop may still need them, so they are not spare.
 */
export async function findMentioned(
  { db }: Pick<PictureParts, "db">,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const { rows } = await mentionsOf(keys).execute(db);
  return new Set(rows.map(({ key }) => key));
}

/**
 * Looks at each row once, with one pattern for all keys. Only the few rows that match are compared with each form of each
 * key.
 */
export function mentionsOf(keys: readonly string[]): RawBuilder<{ readonly key: string }> {
  const forms = keys.flatMap((key) => formsOf(key).map((form) => ({ key, form })));
  const parts = new Set(keys.map((key) => longestPlainPart(key).toLowerCase()));
  const pattern = [...parts].map((part) => part.replace(/[.-]/g, "\\$&")).join("|");
  const text = sql`lower(concat_ws(' ', ${
    sql.join(IMAGE_TYPES.map((image) => sql.ref(PICTURES[image].columns.url)))
  }))`;
  return sql`
    with held as materialized (select ${text} as text from products where ${text} ~ ${pattern})
    select distinct f.key
    from jsonb_to_recordset(${JSON.stringify(forms)}::jsonb) f (key text, form text)
    join held on position(f.form in held.text) > 0`;
}

/** How a key may be written, in lower case: plain, percent-encoded, and in JSON of PHP. */
function formsOf(key: string): string[] {
  const forms = [key, encodeURI(key), encodeURIComponent(key), key.replaceAll("/", "\\/")];
  return [...new Set(forms.map((form) => form.toLowerCase()))];
}
