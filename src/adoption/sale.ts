import {
  byImage,
  MAIN_IMAGE,
  objectKey,
  productIdFrom,
  type ProjectionTarget,
} from "../domain/mod.ts";
import { accepted, execute, loadImages } from "../event_log/mod.ts";
import { inSavepoint } from "../postgres/mod.ts";
import {
  changeProduct,
  deleteProduct,
  getCataloguePage,
  getProductOfSale,
  listProduct,
  loadStatistics,
  markSold,
  type Price,
  type ProductChange,
  putBack,
  replacePhoto,
  searchProducts,
  TEXT_LIMITS,
  withdrawProduct,
} from "../shop/mod.ts";
import { Altered, expectRow, type Trial } from "./expect_row.ts";

/** One act of a seller, by the statements that the shop uses. It fails, or leaves the row as it must be. */
export interface Act {
  /** Such as `a first sale`. */
  readonly name: string;
  run(trial: Trial): Promise<void>;
}

/** Telegram ids no longer fit into 32 bits. */
const [ANNA, BO] = [7_000_000_001, 7_000_000_002] as const;
const NO_JOBS = { enqueueStoreImage: nothing, enqueueEraseProduct: nothing };
const META = { actor: "trial" };
const SHA256 = "5a".repeat(32);

/** The acts, in their order. Each needs those before it. */
export const ACTS: readonly Act[] = [
  { name: "a first sale", run: (trial) => list(trial, ANNA, null, { minor: 1, currency: "EUR" }) },
  {
    name: "a second sale of the same seller and title",
    run: (trial) => list(trial, ANNA, null, { minor: 99_999_999, currency: "USD" }),
  },
  {
    name: "a sale of another seller",
    run: (trial) => list(trial, BO, "b".repeat(32), { minor: 1250, currency: "CHF" }),
  },
  { name: "the confirmation of a sale, twice", run: repeatSale },
  { name: "a look into the catalogue", run: look },
  { name: "the storing of a picture", run: (trial) => storePictures(trial) },
  { name: "an edit", run: edit },
  { name: "a new photo", run: replace },
  { name: "a withdrawal", run: withdraw },
  { name: "a deletion for good", run: remove },
];

function nothing(): Promise<void> {
  return Promise.resolve();
}

/** As long as a text may be, in every script that the database can store. */
function textOf({ anyScript }: Trial, length: number): string {
  const start = anyScript ? "Стул 椅子 كرسي 🪑 " : "Chair ";
  return start + "x".repeat(length - [...start].length);
}

async function list(
  trial: Trial,
  sellerId: number,
  sellerUsername: string | null,
  price: Price,
): Promise<void> {
  const { tx, target } = trial;
  const saleId = crypto.randomUUID();
  const title = textOf(trial, TEXT_LIMITS.title);
  const description = textOf(trial, TEXT_LIMITS.description);
  let draws = 0;
  const drawId = () => {
    if (draws++ === 3) throw new Altered("the row is not there after it was inserted");
    return productIdFrom(crypto.getRandomValues(new Uint8Array(8)));
  };
  const sale = {
    saleId,
    title,
    description,
    price,
    // A seller may send the same photo for two products.
    photos: [photoOf(target, "AgAC-of-the-trial")],
    sellerId,
    sellerUsername,
    cause: "trial",
  };
  const { listed: productId } = await listProduct({ tx, ...NO_JOBS, drawId }, sale);
  await expectRow(trial, productId, {
    title,
    description,
    seller_id: sellerId,
    seller_username: sellerUsername,
    price_minor: price.minor,
    price_currency: price.currency,
    sale_id: saleId,
    withdrawn_at: null,
    marked_sold_at: null,
    deleted_for_good_at: null,
  });
  trial.listed.push({ productId, saleId, sellerId });
}

function photoOf({ botId }: ProjectionTarget, fileId: string) {
  return { botId, fileId, fileUniqueId: "AQAD-of-the-trial", originalFileId: fileId };
}

async function repeatSale({ tx, listed }: Trial): Promise<void> {
  const [first, second] = listed;
  const repeated = await inSavepoint(tx, async () => {
    await tx.updateTable("products").set({ sale_id: first!.saleId })
      .where("product_id", "=", second!.productId).execute();
    throw new Altered("one sale can be stored twice", "sale_id");
  }).catch((error) => error);
  if (repeated instanceof Altered) throw repeated;
}

async function look({ tx, target, listed }: Trial): Promise<void> {
  await loadStatistics(tx, target.publicUrl);
  for (const { productId, saleId, sellerId } of listed) {
    const page = await getCataloguePage(tx, { at: "product", productId }, sellerId);
    if (page === undefined) throw new Altered("the catalogue does not show a new product");
    const { products: [found] } = await searchProducts(tx, productId, { limit: 1 });
    const sold = await getProductOfSale(tx, saleId);
    if (found?.productId !== productId || sold?.productId !== productId) {
      throw new Altered("a new product is not found", "product_id");
    }
  }
}

async function storePictures(trial: Trial): Promise<void> {
  const { tx, target, listed } = trial;
  for (const { productId } of listed.slice(0, 2)) {
    const { images: { cover: { generation } } } = await loadImages(tx, productId);
    const images = byImage((imageType) => ({
      bucket: "trial",
      key: objectKey(productId, imageType, SHA256),
      sha256: SHA256,
      sizeBytes: 1,
      widthPx: 1,
      heightPx: 1,
      contentType: "image/jpeg",
      origin: "seller" as const,
    }));
    accepted(await execute(tx, productId, { type: "StoreImages", generation, images }, META));
    const captured = { botId: target.botId, fileId: "AgAC-stored", sha256: SHA256 };
    const command = { type: "CaptureFileId", imageType: MAIN_IMAGE, captured } as const;
    accepted(await execute(tx, productId, command, META));
    await expectRow(trial, productId, {});
  }
}

async function edit(trial: Trial): Promise<void> {
  const { tx, listed } = trial;
  const title = textOf(trial, TEXT_LIMITS.title - 1);
  const description = textOf(trial, TEXT_LIMITS.description - 1);
  const changes: readonly ProductChange[] = [
    { title },
    { description },
    { price: { minor: 500, currency: "GBP" } },
  ];
  for (const { productId, sellerId } of listed.slice(0, 2)) {
    for (const change of changes) await changeProduct(tx, { productId, sellerId, change });
    const price = { price_minor: 500, price_currency: "GBP" };
    await expectRow(trial, productId, { title, description, ...price });
  }
}

async function replace(trial: Trial): Promise<void> {
  const { tx, target, listed: [first] } = trial;
  const photo = photoOf(target, "AgAC-another");
  const { productId, sellerId } = first!;
  await replacePhoto({ tx, ...NO_JOBS }, { productId, sellerId, photo, cause: "trial" });
  await expectRow(trial, productId, {});
  await storePictures({ ...trial, listed: [first!] });
}

async function withdraw({ tx, listed }: Trial): Promise<void> {
  const { productId, sellerId } = listed[1]!;
  await markSold(tx, { productId, sellerId });
  await putBack(tx, { productId, sellerId });
  if (await getCataloguePage(tx, { at: "product", productId }) === undefined) {
    throw new Altered("a product that is put back on sale is not shown", "withdrawn_at");
  }
  await withdrawProduct(tx, { productId, sellerId });
  if (await getCataloguePage(tx, { at: "product", productId }) !== undefined) {
    throw new Altered("a withdrawn product is still on sale", "withdrawn_at");
  }
}

/** One that is on sale, and one that is withdrawn. Two empty rows must fit beside each other. */
async function remove(trial: Trial): Promise<void> {
  const { tx, listed } = trial;
  for (const { productId, sellerId } of listed.slice(0, 2)) {
    await deleteProduct({ tx, ...NO_JOBS }, { productId, sellerId, cause: "trial" });
    await expectRow(trial, productId, { title: null, seller_id: null, price_minor: null });
  }
}
