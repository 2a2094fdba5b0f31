import { sql } from "kysely";
import { IMAGE_TYPES, PICTURES } from "../domain/mod.ts";
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
  const forms = keys.flatMap((key) => formsOf(key).map((form) => ({ key, form })));
  const columns = IMAGE_TYPES.map((image) => sql.ref(PICTURES[image].columns.url));
  const { rows } = await sql<{ key: string }>`
    select distinct f.key from jsonb_to_recordset(${
    JSON.stringify(forms)
  }::jsonb) f (key text, form text)
    join products on position(f.form in lower(concat_ws(' ', ${sql.join(columns)}))) > 0`
    .execute(db);
  return new Set(rows.map(({ key }) => key));
}

/** How a key may be written, in lower case: plain, percent-encoded, and in JSON of PHP. */
function formsOf(key: string): string[] {
  const forms = [key, encodeURI(key), encodeURIComponent(key), key.replaceAll("/", "\\/")];
  return [...new Set(forms.map((form) => form.toLowerCase()))];
}
