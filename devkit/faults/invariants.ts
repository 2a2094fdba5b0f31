import assert from "node:assert/strict";
import { sql } from "kysely";
import { isDeepStrictEqual } from "node:util";
import {
  IMAGE_TYPES,
  imageName,
  ORIGINAL,
  picturesInOrder,
  type ProductImages,
  type StoredImage,
  viewOf,
} from "../../src/domain/mod.ts";
import type { MessageView } from "@vitrine/local-telegram";
import { ownerOfKey } from "../../src/domain/object_key.ts";
import { listNamedObjects, loadImages, verify } from "../../src/event_log/mod.ts";
import { sha256Hex } from "../../src/storage/mod.ts";
import { describeError } from "../../src/log.ts";
import { type Ledger, readLedger, withoutAdded } from "./ledger.ts";
import { markedPhoto, type Marker, readMarker } from "../world/marker.ts";
import { whatIsLeft } from "./remains.ts";
import type { Accepted, FaultShop } from "./shop.ts";
import { listJobs } from "../testing/job_rows.ts";
import { hasJob, viewAll } from "./steps.ts";

/** The accepted and lost pictures of a cell. */
export interface Pictures {
  /** Products whose pictures the shop had accepted. */
  readonly accepted: number;
  /** Products whose picture is lost or shown as another product's, each with the reason. */
  readonly lost: readonly string[];
}

/** An accepted picture is lost, or shown as another product's, or something of a deleted product is left. */
export class PicturesLost extends Error {
  readonly pictures: Pictures;

  /** The message lists the lost pictures with their reasons. */
  constructor(pictures: Pictures) {
    super(`${pictures.lost.length} of ${pictures.accepted} pictures:\n${pictures.lost.join("\n")}`);
    this.pictures = pictures;
  }
}

/** The expected state. */
export interface Expectation {
  /** The events of the same steps without a fault; see `plainRun`. */
  readonly like?: Ledger;
  /** Events that the fault adds to each product, such as `ImageInvalidated cover telegram`. */
  readonly added?: readonly string[];
  /** The index of the first product to check. Earlier products belong to other cells on the same shop. */
  readonly since?: number;
}

/** The texts of every sale, besides the title. */
const SAID = { description: "A fine one.", price_minor: 1250, price_currency: "EUR" };
/** The same columns in a row of the legacy shop. */
const UNSAID = { description: null, price_minor: null, price_currency: null };

/**
 * Checks everything that the shop has accepted. Call it when the fault is over and the shop runs.
 *
 * - Each picture is in B2 with the hash of its event and its own seller's marker, or its job waits.
 * - Telegram shows each product with its own current picture. Each chat shows a picture of that product, or a
 * placeholder.
 * - Each row has its seller's words. There are no other rows.
 * - No job was given up. B2 holds no object without an event.
 * - Nothing is left of a product that was deleted for good.
 * - Versions are 1..n, and the columns agree with the log.
 * - The events are those of a run without the fault.
 *
 * @throws {PicturesLost} with the reasons, before all other checks.
 */
export async function assertNothingLost(
  shop: FaultShop,
  { like, added = [], since = 0 }: Expectation = {},
): Promise<Pictures> {
  const ledger = await readLedger(shop, since);
  const accepted = [...shop.accepted].slice(since);
  const lost: string[] = [];
  for (const [productId, product] of accepted) {
    const reasons = product.deleted ? await whatIsLeft(shop, productId) : [
      ...await whatIsNotStored(shop, productId, product),
      ...await whatIsShownWrongly(shop, productId, product),
      ...await whatChatsShowWrongly(shop, productId, product),
    ];
    if (reasons.length > 0) lost.push(`${productId}: ${reasons.join("; ")}`);
  }
  const pictures = { accepted: accepted.length, lost };
  if (lost.length > 0) throw new PicturesLost(pictures);
  await assertRowsAreAsSaid(shop, accepted);
  await assertNothingElse(shop, since);
  await assertLogIsSound(shop);
  if (like !== undefined) {
    assert.deepEqual(withoutAdded(ledger, added), like, "events as if nothing had failed");
  }
  return pictures;
}

/** Versions have no gap and no duplicate, and the columns agree with the log. */
async function assertLogIsSound({ db }: FaultShop): Promise<void> {
  const { rows: gaps } = await sql`
    select product_id, array_agg(version order by version) as versions
    from image_events group by product_id
    having count(*) <> max(version) or min(version) <> 1`.execute(db);
  assert.deepEqual(gaps, [], "each product's versions are 1..n");
  for await (const { drift, withoutRow } of verify(db)) {
    assert.deepEqual(drift, [], "columns and log agree");
    assert.deepEqual(withoutRow, [], "no events without a product");
  }
}

/** Reasons why the pictures of a product are not safe. A legacy row that is not migrated yet still has its file. */
async function whatIsNotStored(
  shop: FaultShop,
  productId: string,
  { markers, further = [], legacy }: Accepted,
): Promise<string[]> {
  const row = await shop.db.selectFrom("products").select("product_id")
    .where("product_id", "=", productId).executeTakeFirst();
  if (row === undefined) return ["its row is gone"];
  const state = await loadImages(shop.db, productId);
  const expected = [markers.at(-1)!, ...further];
  const pictures = picturesInOrder(state);
  if (pictures.length !== expected.length) {
    return [`it has ${pictures.length} pictures instead of ${expected.length}`];
  }
  const reasons: string[] = [];
  for (const [at, picture] of pictures.entries()) {
    for (const imageType of IMAGE_TYPES) {
      const name = imageName(imageType, picture);
      const { stored, generation } = viewOf(state, picture).images[imageType];
      const waits = legacy === true || await hasJob(shop, productId, generation, picture);
      const reason = stored
        ? await whatIsWrongInB2(shop, stored, expected[at]!)
        : waits
        ? undefined
        : "is not stored, and no job will store it";
      if (reason !== undefined) reasons.push(`its ${name} ${reason}`);
    }
    const reason = await whatIsWrongOfOriginal(shop, viewOf(state, picture), expected[at]!);
    if (reason !== undefined) reasons.push(`its ${imageName(ORIGINAL, picture)} ${reason}`);
  }
  return reasons;
}

/** What a seller sent is kept with what was made of it. One that B2 has lost was given up. */
async function whatIsWrongOfOriginal(
  shop: FaultShop,
  { images }: ProductImages,
  marker: Marker,
): Promise<string | undefined> {
  const original = images[ORIGINAL];
  if (original?.stored) return await whatIsWrongInB2(shop, original.stored, marker);
  const isMissing = original === undefined && images.cover.stored?.origin === "seller";
  return isMissing ? "is not kept" : undefined;
}

async function whatIsWrongInB2(
  { store }: FaultShop,
  { key, sha256 }: StoredImage,
  marker: Marker,
): Promise<string | undefined> {
  const bytes = await store.get(key).catch(() => undefined);
  if (bytes === undefined) return "is not in B2";
  if (sha256Hex(bytes) !== sha256) return "in B2 is altered";
  const isIt = await readMarker(bytes).catch(() => undefined) === marker;
  return isIt ? undefined : "in B2 is another picture";
}

async function whatIsShownWrongly(
  shop: FaultShop,
  productId: string,
  { markers, further = [] }: Accepted,
): Promise<string[]> {
  try {
    const expected = [markers.at(-1), ...further];
    const shown = await viewAll(shop, productId, expected.length);
    return isDeepStrictEqual(shown, expected) ? [] : [`it shows ${shown} instead of ${expected}`];
  } catch (error) {
    return [`it cannot be shown: ${describeError(error).message}`];
  }
}

/** Messages about this product that show something else than one of its pictures or a placeholder. */
async function whatChatsShowWrongly(
  shop: FaultShop,
  productId: string,
  product: Accepted,
): Promise<string[]> {
  const { control } = shop.telegram;
  const known = await knownBytes(shop, productId, product);
  const wrong: string[] = [];
  for (const { id } of await control.users()) {
    const { messages } = await control.transcript(id);
    for (const message of messages) {
      if (message.from !== "bot" || message.text.split("\n")[0] !== product.title) continue;
      const reason = await whatIsWrongWith(shop, message, product, known);
      if (reason !== undefined) wrong.push(`a chat shows ${reason}`);
    }
  }
  return wrong;
}

async function whatIsWrongWith(
  { telegram }: FaultShop,
  { photo }: MessageView,
  { markers, further = [], legacy }: Accepted,
  known: ReadonlySet<string>,
): Promise<string | undefined> {
  if (photo === undefined) return undefined;
  try {
    const bytes = await telegram.control.fileBytes(photo.fileUniqueId);
    const shown = await readMarker(bytes);
    if (shown === "placeholder") return undefined;
    if (shown === undefined) return "a picture without a marker";
    if (![...markers, ...further].includes(shown)) return `${shown}, which is not its picture`;
    // A legacy picture is rendered again for each view until it is migrated, so its bytes are not known.
    if (legacy === true || known.has(sha256Hex(bytes))) return undefined;
    return `${shown} in bytes that were never sent or stored`;
  } catch (error) {
    return `a file that is no picture: ${describeError(error).message}`;
  }
}

/** SHA-256 of every picture that the product has had: as its seller sent it, and as its events name it. */
async function knownBytes(
  { db }: FaultShop,
  productId: string,
  { markers, further = [] }: Accepted,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ sha256: string }>`
    select data ->> 'sha256' as sha256 from image_events
    where product_id = ${productId} and type = 'ImageUploadedToB2'`.execute(db);
  const sent = await Promise.all(
    [...markers, ...further].map(async (each) => sha256Hex(await markedPhoto(each))),
  );
  return new Set([...rows.map(({ sha256 }) => sha256), ...sent]);
}

/** Each row has exactly the words of its seller. */
async function assertRowsAreAsSaid(
  { db, seller }: FaultShop,
  accepted: readonly (readonly [string, Accepted])[],
): Promise<void> {
  for (const [productId, { title, legacy, deleted }] of accepted) {
    if (deleted) continue;
    const row = await db.selectFrom("products")
      .select(["title", "description", "price_minor", "price_currency", "seller_id"])
      .where("product_id", "=", productId).executeTakeFirst();
    // A test may name the seller of a legacy row, who can then change it.
    const said = legacy === true
      ? { ...UNSAID, seller_id: row?.seller_id }
      : { ...SAID, seller_id: seller.user.id };
    assert.deepEqual(row, { title, ...said }, `${productId} has its seller's words`);
  }
}

/**
 * No product exists that no seller was told about. No job was given up. No object lacks an event. Ignores the products
 * of earlier cells.
 */
async function assertNothingElse(shop: FaultShop, since: number): Promise<void> {
  const ids = [...shop.accepted.keys()];
  const [before, own] = [ids.slice(0, since), ids.slice(since)];
  const { rows: others } = await sql`
    select product_id, title from products
    where product_id like 'TBF-%' and product_id <> all(${ids}::text[])
      and listed_at > (select coalesce(max(listed_at), '-infinity') from products
        where product_id = any(${before}::text[]))`.execute(shop.db);
  assert.deepEqual(others, [], "no product that no seller was told about");
  const failed = await listJobs(shop.db, { states: ["failed"], productIds: own });
  assert.deepEqual(failed, [], "no job was given up");
  const named = new Set<string>();
  for await (const { key } of listNamedObjects(shop.db)) named.add(key);
  const strays: string[] = [];
  for await (const { key } of shop.store.list("products/")) {
    const owner = ownerOfKey(key);
    if (!named.has(key) && !before.some((productId) => productId === owner)) strays.push(key);
  }
  assert.deepEqual(strays, [], "no object without an event");
}
