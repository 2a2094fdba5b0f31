import assert from "node:assert/strict";
import { sql } from "kysely";
import {
  IMAGE_TYPES,
  imageName,
  picturesInOrder,
  type StoredImage,
  viewOf,
} from "../../src/domain/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import type { ObjectStore } from "../../src/storage/mod.ts";
import { loadImages, verify } from "../../src/event_log/mod.ts";
import { readMarker } from "../world/marker.ts";
import { openConfiguredStore } from "../world/world.ts";
import type { Replicas } from "../testing/replicas.ts";
import { until } from "../testing/until.ts";
import { type Ledger, pictureKey, type Sold } from "./ledger.ts";
import { countJobsByState, countOpenJobs, skipPauses, STORING } from "../testing/job_rows.ts";

/** Resolves once no update waits, no call is under way, and no job is left; some need not wait for their time. */
export async function untilQuiet(
  { world: { telegram, db } }: Replicas,
): Promise<void> {
  await telegram.control.waitForIdle();
  let looks = 0;
  await until("no job left", async () => {
    if (looks++ % 5 === 0) await skipPauses(db);
    return await countOpenJobs(db, STORING) === 0;
  });
}

/** Checks the database against what the users did: nothing is lost, nothing happened twice, no gap, no drift. */
export async function auditDatabase({ world: { db } }: Replicas, ledger: Ledger): Promise<void> {
  const products = await db.selectFrom("products")
    .select([
      "product_id as productId",
      "title",
      "description",
      "price_minor as priceMinor",
      "seller_id as sellerId",
    ]).orderBy("product_id").execute();
  assert.deepEqual(
    products.map((row) => ({ ...row, priceMinor: Number(row.priceMinor) })),
    [...ledger.sold.values()].map(({ productId, title, description, priceMinor, sellerId }) => (
      { productId, title, description, priceMinor, sellerId }
    )).sort((a, b) => a.productId < b.productId ? -1 : 1),
    "each sale has its product, and one, in its seller's words",
  );
  const marks = await db.selectFrom("handled_updates").select("update_id").execute();
  const marked = new Set(marks.map(({ update_id }) => update_id));
  assert.deepEqual(ledger.changes.filter((id) => !marked.has(id)), [], "updates that were lost");
  assert.equal(marked.size, ledger.changes.length, "updates that changed what none should");
  const { completed: _, ...unwell } = await countJobsByState(db, STORING);
  assert.deepEqual(unwell, {}, "jobs that were given up");
  await auditLog(db, ledger);
  for await (const { drift } of verify(db)) assert.deepEqual(drift, []);
}

async function auditLog(db: Database, ledger: Ledger): Promise<void> {
  const gaps = await sql`
    select product_id from image_events group by product_id
    having min(version) <> 1 or max(version) <> count(*) or count(distinct version) <> count(*)`
    .execute(db);
  assert.deepEqual(gaps.rows, [], "streams with a gap");
  // Bytes are stored once. An id is captured once and refused once. Only an upload captures an id again, in its batch.
  const twice = await sql`
    select product_id, type, image_type, data from image_events e
    where not (data ->> 'layer' is not distinct from 'image')
      and not (type = 'TelegramFileIdCaptured' and exists (
        select from image_events upload where upload.product_id = e.product_id
          and upload.transaction_id = e.transaction_id and upload.type = 'ImageUploadedToB2'))
    group by product_id, type, image_type, data having count(*) > 1`.execute(db);
  assert.deepEqual(twice.rows, [], "events that were appended twice");
  const { rows: [ended] } = await sql`
    select count(*) as pictures, count(distinct metadata ->> 'causationId') as updates
    from image_events where data ->> 'layer' = 'image' and image_type not like 'original%'`.execute(
    db,
  );
  const { replacements } = ledger;
  assert.deepEqual(ended, { pictures: 2 * replacements, updates: replacements });
}

/**
 * Checks B2 against the log and the sellers: each picture is there, undamaged, and the last one that its seller sent.
 */
export async function auditObjects(replicas: Replicas, ledger: Ledger): Promise<void> {
  assert.deepEqual(await findLosses(replicas, ledger.sold.values()), []);
}

/** The pictures of these products that are missing or wrong in B2, in words. */
export async function findLosses(
  { world: { environment, db } }: Replicas,
  products: Iterable<Sold>,
): Promise<string[]> {
  await using store = openConfiguredStore(environment);
  const losses: string[] = [];
  for (const { productId, title, markers, further } of products) {
    const state = await loadImages(db, productId);
    const expected = [markers.at(-1)!, ...further];
    const pictures = picturesInOrder(state);
    if (pictures.length !== expected.length) {
      losses.push(`${title} has ${pictures.length} pictures instead of ${expected.length}`);
      continue;
    }
    for (const [at, picture] of pictures.entries()) {
      for (const imageType of IMAGE_TYPES) {
        const { stored } = viewOf(state, picture).images[imageType];
        const wrong = await whatIsWrong(store, stored, expected[at]!);
        if (wrong !== undefined) {
          losses.push(`the ${imageName(imageType, picture)} of ${title} ${wrong}`);
        }
      }
    }
  }
  return losses;
}

async function whatIsWrong(
  store: Pick<ObjectStore, "get">,
  stored: StoredImage | null | undefined,
  marker: number,
): Promise<string | undefined> {
  const bytes = stored && await store.get(stored.key).catch(() => undefined);
  if (!stored || !bytes) return "is not in B2";
  if (await sha256Of(bytes) !== stored.sha256) return "is altered";
  return await readMarker(bytes) === marker ? undefined : "is another picture";
}

async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** An upload in the log of a process. */
interface Upload {
  readonly productId: string;
  /** Such as `cover`, or `cover.2` of picture 2. */
  readonly imageType: string;
  /** Absent for a placeholder. */
  readonly sha256?: string;
  readonly bytesToTelegram: number;
}

/**
 * Asserts that each process uploaded each picture once, and once more for each time that the test killed its file id.
 *
 * Telegram's call log must agree. It has every upload that a process has logged. It has more only from processes that
 * were killed before they could log it, at most one for each broken delivery. Returns the number of uploads in
 * Telegram's call log.
 */
export async function auditUploads(
  { lives, balancer, world }: Replicas,
  ledger: Ledger,
): Promise<number> {
  const sold = new Map([...ledger.sold.values()].map((each) => [each.productId, each]));
  let said = 0;
  for (const { log, pid } of lives) {
    const uploads = log.filter(({ bytesToTelegram }) =>
      Number(bytesToTelegram) > 0
    ) as unknown as Upload[];
    said += uploads.length;
    const pictures = Map.groupBy(
      uploads.filter(({ sha256 }) => sha256 !== undefined),
      ({ productId, imageType, sha256 }) => `${productId} ${imageType} ${sha256}`,
    );
    for (const [picture, ofPicture] of pictures) {
      const { productId, imageType, sha256 } = ofPicture[0]!;
      const killed = sold.get(productId)!.killedIds.get(pictureKey(imageType, sha256!));
      const allowed = 1 + (killed?.size ?? 0);
      assert.ok(
        ofPicture.length <= allowed,
        `process ${pid} uploaded ${picture} ${ofPicture.length} times, ${allowed} at most`,
      );
    }
  }
  const calls = await world.telegram.control.calls();
  // A killed process may already have made this edit. Then Telegram answers "not modified", although the bytes came
  // again.
  const came =
    calls.filter(({ uploadedBytes, status, description = "" }) =>
      uploadedBytes > 0 && (status === 200 || description.includes("not modified"))
    ).length;
  assert.ok(said > 0, "pictures were uploaded");
  assert.ok(
    said <= came && came <= said + balancer.broken,
    `${came} uploads came, the processes say ${said}; ${balancer.broken} deliveries broke off`,
  );
  return came;
}
