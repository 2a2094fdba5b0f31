/**
 * The statements that read what the rows of products name.
 * @module
 */
import type { Answer, Statement } from "./builder_statements.ts";

type Tables = Pick<Statement, "tx" | "table">;

const URL_COLUMNS = { cover: "cover_image_url", thumb: "thumbnail_url" };

/** Parameters: for each column, the product and the URLs. */
export function urlsOfOthers({ tx, table }: Tables, parameters: readonly unknown[]): Answer {
  const [productId, folders] = parameters as [string, readonly string[]];
  const parts = parameters.at(-1) as readonly string[];
  const found = [...tx.read(table("products"))].flatMap((row) => {
    const urls = Object.values(URL_COLUMNS).map((column) => row[column] as string | null)
      .filter((url) => url !== null);
    const id = row.product_id as string;
    if (id === productId || !folders.includes(id) && !mayNameOthers(id, urls)) return [];
    return urls.filter((url) => ["%", ...parts].some((part) => url.includes(part)));
  });
  return { rows: [...new Set(found)].map((url) => ({ url })) };
}

/** The SQL function `may_name_others`: each URL but those of pictures in the product's own folder. */
function mayNameOthers(productId: string, urls: readonly string[]): boolean {
  return urls.some((url) => {
    const name = url.split(`/products/${productId}/`)[1] ?? "";
    return !/^(cover|thumb)-.{20}$/.test(name) || name.includes("/") ||
      /[^A-Za-z0-9_.:/-]/.test(url) || url.includes("/.");
  });
}

/** URLs of the bucket in columns that no event speaks of. The parameters of each begin with its name and the pattern. */
export function rowPictures({ tx, table }: Tables, parameters: readonly unknown[]): Answer {
  const [, pattern, only] = parameters as [string, string, string | null];
  const known = new Set(
    [...tx.read(table("image_events"))].map(({ slot, product_id, image_type: name }) => {
      if (slot === "put_first") return `${product_id} ${(name as string).split(".")[0]}`;
      return slot === "uploaded" || slot === "image_invalidated" ? `${product_id} ${name}` : "";
    }),
  );
  const rows = [...tx.read(table("products"))].flatMap((row) =>
    Object.entries(URL_COLUMNS).map(([imageType, column]) => ({
      productId: row.product_id as string,
      imageType,
      url: row[column] as string | null,
    }))
  );
  const isOurs = new RegExp(pattern, "i");
  return {
    rows: rows.filter(({ productId, imageType, url }) =>
      url !== null && isOurs.test(url) && (only === null || only === productId) &&
      !known.has(`${productId} ${imageType}`)
    ),
  };
}

/** The keys that a row mentions in any of these forms. */
export function mentions({ tx, table }: Tables, parameters: readonly unknown[]): Answer {
  const forms = JSON.parse(parameters.at(-1) as string) as {
    readonly key: string;
    readonly form: string;
  }[];
  const texts = [...tx.read(table("products"))].map((row) =>
    Object.values(URL_COLUMNS).map((column) => row[column] ?? "").join(" ").toLowerCase()
  );
  const found = forms.filter(({ form }) => texts.some((text) => text.includes(form)));
  return { rows: [...new Set(found.map(({ key }) => key))].map((key) => ({ key })) };
}
