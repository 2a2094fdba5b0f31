import { byImageInTurn, type ImageType } from "../domain/mod.ts";
import type { Product, StockState } from "../shop/mod.ts";
import type { ConsoleShop } from "./shop.ts";

/** Where a picture is. `odd`: the column holds something that is no object of our bucket. */
export type Presence = Readonly<Record<"b2" | "telegram" | "disk", "yes" | "no" | "odd">>;

/** Where a picture is, in each size. */
export interface PictureStores {
  /** The number of the picture. */
  readonly picture: number;
  readonly sizes: Readonly<Record<ImageType, Presence>>;
}

/** Where the pictures of a product are, in their order, as the columns and this machine's disk say. B2 and Telegram are not asked. */
export async function storesOf(shop: ConsoleShop, product: Product): Promise<PictureStores[]> {
  return await Promise.all(product.pictures.map(async ({ picture, images }) => ({
    picture,
    sizes: await byImageInTurn((imageType) => presenceOf(shop, images[imageType])),
  })));
}

async function presenceOf(
  { parts: { bucketUrls, cache } }: ConsoleShop,
  { url, fileId }: Product["images"][ImageType],
): Promise<Presence> {
  const keys = url === null ? undefined : bucketUrls.objectOf(url)?.keys;
  const [key] = keys ?? [];
  return {
    b2: url === null ? "no" : keys === undefined ? "odd" : "yes",
    telegram: fileId === null ? "no" : "yes",
    disk: key !== undefined && await cache.has(key) ? "yes" : "no",
  };
}

/** Whether a product on sale is in a state. Like {@link StockState}, it looks at the first picture. */
export function isInState(state: StockState, [first]: readonly PictureStores[]): boolean {
  const sizes = Object.values(first!.sizes);
  switch (state) {
    case "not_stored":
      return sizes.some(({ b2 }) => b2 !== "yes");
    case "not_in_telegram":
      return sizes.some(({ telegram }) => telegram === "no");
    case "no_picture":
      return sizes.every(({ b2, telegram }) => b2 === "no" && telegram === "no");
    default:
      return true;
  }
}
