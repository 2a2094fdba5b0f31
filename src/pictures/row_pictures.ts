import { sql } from "kysely";
import { IMAGE_TYPES, type ImageType, PICTURES } from "../domain/mod.ts";
import { knowsUrlColumn } from "../event_log/mod.ts";
import { learnAddresses, type ObjectOfUrl } from "../storage/mod.ts";
import type { PictureParts } from "./parts.ts";

/** A picture of an older shop's row: the row names an object of our bucket, and no event speaks of it yet. */
export interface RowPicture extends ObjectOfUrl {
  readonly productId: string;
  readonly imageType: ImageType;
}

/** What reading them needs. */
type RowParts = Pick<PictureParts, "db" | "bucketUrls">;

/** The pictures of older rows that are in the bucket, but in no event; of one product if it is given. */
export async function listRowPictures(
  { db, bucketUrls }: RowParts,
  productId?: string,
): Promise<RowPicture[]> {
  const ofColumns = IMAGE_TYPES.map((image) => {
    const url = sql.ref(PICTURES[image].columns.url);
    return sql`
      select product_id as "productId", ${image}::text as "imageType", ${url} as url from products
      where ${url} ~* ${bucketUrls.pattern} and (${productId ?? null}::text is null
        or product_id = ${productId ?? null}) and not ${
      knowsUrlColumn(sql.ref("products.product_id"), image)
    }`;
  });
  const { rows } = await sql<
    Pick<RowPicture, "productId" | "imageType"> & { readonly url: string }
  >`${sql.join(ofColumns, sql` union all `)}`.execute(db);
  await learnAddresses(bucketUrls, rows.map(({ url }) => url));
  return rows.map(({ url, ...row }) => ({ ...row, ...bucketUrls.objectOf(url) ?? { keys: [] } }))
    .filter(({ keys }) => keys.length > 0);
}

/** Row pictures by the objects that they may be. */
export class RowPictures {
  readonly #byKey = new Map<string, RowPicture[]>();
  readonly #missing: Set<RowPicture>;

  constructor(pictures: readonly RowPicture[]) {
    this.#missing = new Set(pictures);
    for (const picture of pictures) {
      for (const key of picture.keys) {
        this.#byKey.set(key, [...this.#byKey.get(key) ?? [], picture]);
      }
    }
  }

  /** Whether any of them may lie outside of a prefix. */
  isOutside(prefix: string): boolean {
    return [...this.#byKey.keys()].some((key) => !key.startsWith(prefix));
  }

  /** Whether an object is such a picture. */
  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  /** The newest version of an object was found. Returns how many pictures it is. */
  find(key: string): number {
    const found = (this.#byKey.get(key) ?? []).filter(({ versionId }) => versionId === undefined);
    for (const picture of found) this.#missing.delete(picture);
    return found.length;
  }

  /** Those whose object was not found, and those that name a version: a listing does not tell. */
  get missing(): readonly RowPicture[] {
    return [...this.#missing];
  }
}
