import assert from "node:assert/strict";
import { sql } from "kysely";
import { IMAGE_TYPES } from "../../../src/domain/image_type.ts";
import { loadImages, verify } from "../../../src/postgres/mod.ts";
import { sha256Hex } from "../../../src/storage/digest.ts";
import { type Ledger, readLedger, withoutAdded } from "./ledger.ts";
import { readMarker } from "../../../scripts/support/marker.ts";
import type { Accepted, FaultShop } from "./shop.ts";
import { hasJob, shownBy, view } from "./steps.ts";

/** What a cell has counted. */
export interface Pictures {
  /** Products whose pictures the shop had accepted. */
  readonly accepted: number;
  /** Of these, those that are lost or shown for another, each with the reason. */
  readonly lost: readonly string[];
}

/** An accepted picture is lost, or shown as another product's. */
export class PicturesLost extends Error {
  /** How many. */
  readonly pictures: Pictures;

  /** States them. */
  constructor(pictures: Pictures) {
    super(`${pictures.lost.length} of ${pictures.accepted} pictures:\n${pictures.lost.join("\n")}`);
    this.pictures = pictures;
  }
}

/** What the world is held against. */
export interface Expectation {
  /** The ledger of the same steps in a run in which nothing failed; see `plainRun`. */
  readonly like?: Ledger;
  /** Events that the fault adds to each product's, such as `ImageInvalidated cover telegram`. */
  readonly added?: readonly string[];
  /** Compare and count from this product on: those before were of other cells on the same shop. */
  readonly since?: number;
}

/**
 * Holds the world against what was accepted, once the fault is over and the shop runs:
 * each picture is in B2 with the hash its event says (or its job waits) and shows its own seller's marker; what
 * Telegram shows of each product is its own picture, now, and in every chat a picture of its own or a placeholder;
 * versions are 1..n; columns and log agree; the ledger is that of a run in which nothing failed.
 *
 * @throws {PicturesLost} before all else, with the reasons.
 */
export async function assertNothingLost(
  shop: FaultShop,
  { like, added = [], since = 0 }: Expectation = {},
): Promise<Pictures> {
  const ledger = await readLedger(shop, since);
  const accepted = [...shop.accepted].slice(since);
  const lost: string[] = [];
  for (const [productId, product] of accepted) {
    const reasons = [
      ...await whatIsNotStored(shop, productId, product),
      ...await whatIsShownWrongly(shop, productId, product),
    ];
    if (reasons.length > 0) lost.push(`${productId}: ${reasons.join("; ")}`);
  }
  lost.push(...await whatChatsShowWrongly(shop));
  const pictures = { accepted: accepted.length, lost };
  if (lost.length > 0) throw new PicturesLost(pictures);
  await assertLogIsSound(shop);
  if (like !== undefined) {
    assert.deepEqual(withoutAdded(ledger, added), like, "events as if nothing had failed");
  }
  return pictures;
}

/** Nothing is missing in a stream, nothing is there twice, and the columns are what the log demands. */
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

/** A legacy row that has not been migrated yet has its file. */
async function whatIsNotStored(
  shop: FaultShop,
  productId: string,
  { markers, legacy }: Accepted,
): Promise<string[]> {
  const row = await shop.db.selectFrom("products").select("product_id")
    .where("product_id", "=", productId).executeTakeFirst();
  if (row === undefined) return ["its row is gone"];
  const images = await loadImages(shop.db, productId);
  const reasons: string[] = [];
  for (const imageType of IMAGE_TYPES) {
    const { stored, generation } = images[imageType];
    if (!stored) {
      const waits = legacy === true || await hasJob(shop, productId, generation);
      if (!waits) reasons.push(`its ${imageType} is neither stored nor is it to be`);
      continue;
    }
    const bytes = await shop.store.get(stored.key).catch(() => undefined);
    if (bytes === undefined) reasons.push(`its ${imageType} is not in B2`);
    else if (sha256Hex(bytes) !== stored.sha256) reasons.push(`its ${imageType} in B2 is altered`);
    else if (await readMarker(bytes) !== markers.at(-1)) {
      reasons.push(`its ${imageType} in B2 is another picture`);
    }
  }
  return reasons;
}

async function whatIsShownWrongly(
  shop: FaultShop,
  productId: string,
  { markers }: Accepted,
): Promise<string[]> {
  const shown = await view(shop, productId);
  return shown === markers.at(-1) ? [] : [`it shows ${shown} instead of ${markers.at(-1)}`];
}

/** Whatever a chat holds that names a product shows a picture that was once that product's, or a placeholder. */
async function whatChatsShowWrongly(shop: FaultShop): Promise<string[]> {
  const { control } = shop.telegram;
  const wrong: string[] = [];
  for (const { id } of await control.users()) {
    const { messages } = await control.transcript(id);
    for (const message of messages) {
      if (message.from !== "bot" || message.photo === undefined) continue;
      const title = message.text.split("\n")[0];
      const product = shop.accepted.values().find((each) => each.title === title);
      if (product === undefined) continue;
      const shown = await shownBy(shop, message);
      if (shown !== "placeholder" && !product.markers.includes(shown)) {
        wrong.push(`${title}: a chat shows ${shown}, which it never was`);
      }
    }
  }
  return wrong;
}
