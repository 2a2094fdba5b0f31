import { sql } from "kysely";
import {
  columnsOfKind,
  IMAGE_TYPES,
  imageName,
  type ImageType,
  PICTURES_COLUMN,
  projectedPictures,
} from "../domain/mod.ts";
import { isSentByAnother } from "../event_log/mod.ts";
import { describeError, logger } from "../log.ts";
import type { Database } from "../postgres/mod.ts";
import { type BucketUrls, ObjectCorrupt } from "../storage/mod.ts";
import type { PictureSender } from "./picture_sender.ts";
import type { BringPicture, PicturedProduct } from "./show.ts";

/** What bringing the pictures of a product to Telegram needs. */
export interface WarmingParts {
  readonly db: Database;
  readonly bucketUrls: BucketUrls;
  readonly bring: BringPicture;
}

/** Whether pictures may be left that another bot could send, and the bot of the columns cannot. */
export async function isWarmUpDue(db: Database): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select warmed_bot_id is distinct from bot_id as due from image_projection_target`.execute(db);
  return rows[0]?.due ?? false;
}

/**
 * Lists the products on sale of which another bot has sent a picture, the most viewed first, then the newest. Replaces the
 * list of an earlier warm-up. Returns how many there are.
 */
export async function listColdProducts(db: Database, botId: number): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    await sql`delete from warm_up_products`.execute(tx);
    const { numAffectedRows = 0n } = await sql`
      insert into warm_up_products (place, product_id)
      select row_number() over (
        order by coalesce(v.views, 0) desc, p.listed_at desc, p.product_id), p.product_id
      from products p left join product_views v on v.product_id = p.product_id
      where p.withdrawn_at is null and ${isSentByAnother(sql.ref("p.product_id"), botId)}`
      .execute(tx);
    return Number(numAffectedRows);
  });
}

/** A place of the list, from 1. */
export interface ColdProduct {
  readonly place: number;
  readonly productId: string;
}

/** The next products of the list. */
export async function nextColdProducts(
  db: Database,
  afterPlace: number,
  limit: number,
): Promise<readonly ColdProduct[]> {
  const { rows } = await sql<ColdProduct>`
    select place, product_id as "productId" from warm_up_products
    where place > ${afterPlace} order by place limit ${limit}`.execute(db);
  return rows;
}

/** Notes that a bot has all pictures, and empties the list. A bot that came meanwhile is not meant. */
export async function endWarmUp(db: Database, botId: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`delete from warm_up_products`.execute(tx);
    await sql`update image_projection_target set warmed_bot_id = bot_id where bot_id = ${botId}`
      .execute(tx);
  });
}

/**
 * Uploads every picture of a product that is in the bucket and has no file id of the bot, in each size. Each is looked up
 * right before its upload: a view may have brought it. `onUpload` is waited for after each upload. Returns how many pictures
 * cannot be had.
 *
 * @throws what made B2, Telegram or PostgreSQL fail.
 */
export async function warmProduct(
  parts: WarmingParts,
  productId: string,
  sender: PictureSender,
  onUpload: () => Promise<void>,
): Promise<number> {
  const tried = new Set<string>();
  let unavailable = 0;
  for (;;) {
    const next = (await findColdPictures(parts, productId)).find(({ name }) => !tried.has(name));
    if (next === undefined) return unavailable;
    const { name, product, imageType } = next;
    tried.add(name);
    const brought = await bringOne(parts, { product, imageType, sender });
    if (brought === "uploaded") await onUpload();
    if (brought === "none") unavailable++;
  }
}

/** A damaged object stays so. It must not hold up all others. */
async function bringOne(
  { bring }: WarmingParts,
  request: Parameters<BringPicture>[0],
): ReturnType<BringPicture> {
  try {
    return await bring(request);
  } catch (error) {
    if (!(error instanceof ObjectCorrupt)) throw error;
    const { product: { productId }, imageType } = request;
    const about = { productId, imageType, error: describeError(error) };
    logger("delivery").warn("A picture of {productId} cannot be had: {error}", about);
    return "none";
  }
}

/** A picture that Telegram does not know, in one size. */
interface ColdPicture {
  readonly name: string;
  readonly product: PicturedProduct;
  readonly imageType: ImageType;
}

/** None of a product that is off sale. */
async function findColdPictures(
  { db, bucketUrls }: WarmingParts,
  productId: string,
): Promise<readonly ColdPicture[]> {
  const row = await db.selectFrom("products")
    .select([...columnsOfKind("url"), ...columnsOfKind("fileId"), PICTURES_COLUMN])
    .where("product_id", "=", productId).where("withdrawn_at", "is", null).executeTakeFirst();
  if (row === undefined) return [];
  const inBucket = (url: string | null) => (bucketUrls.keysOf(url ?? "") ?? []).length > 0;
  return projectedPictures(row).flatMap(({ picture, images }) =>
    IMAGE_TYPES.filter((each) => images[each].fileId === null && inBucket(images[each].url))
      .map((imageType) => {
        const product = { productId, title: null, picture, images };
        return { name: imageName(imageType, picture), product, imageType };
      })
  );
}
