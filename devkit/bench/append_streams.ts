import type { ImageEvent, ImageType } from "../../src/domain/mod.ts";
import { appendEvents } from "../../src/event_log/append.ts";
import type { Database } from "../../src/postgres/mod.ts";

/** So many append at the same time. */
export const CALLERS = 16;

/** A product, and the version that the next append expects. */
export interface Stream {
  readonly productId: string;
  version: number;
}

/** The first products with the versions that their events have now. */
export async function streamsOf(db: Database, count: number): Promise<Stream[]> {
  const rows = await db.selectFrom("products").leftJoin(
    "image_events",
    "image_events.product_id",
    "products.product_id",
  )
    .select((of) => ["products.product_id", of.fn.max("image_events.version").as("version")])
    .groupBy("products.product_id").orderBy("products.product_id").limit(count).execute();
  return rows.map(({ product_id, version }) => ({ productId: product_id, version: version ?? 0 }));
}

/** The event that is appended everywhere: a file id of 76 characters, as Telegram gives them. */
export function nextEvent(
  version: number,
): ImageEvent & { readonly type: "TelegramFileIdCaptured"; readonly imageType: ImageType } {
  const fileId = `AgACAgQAAxkBAAIB${crypto.randomUUID()}`.padEnd(76, "A");
  const data = { botId: 1, fileId, fileUniqueId: fileId.slice(16, 32) };
  return { type: "TelegramFileIdCaptured", imageType: version % 2 ? "cover" : "thumb", data };
}

/**
 * Appends the next event of a product, and projects it.
 *
 * @throws {Error} if it was not appended.
 */
export async function appendNext(db: Database, stream: Stream): Promise<void> {
  const { outcome } = await appendEvents(db, {
    productId: stream.productId,
    expectedVersion: stream.version,
    events: [{ eventId: crypto.randomUUID(), event: nextEvent(stream.version) }],
    metadata: { actor: "bench" },
  });
  if (outcome !== "appended") throw new Error(`Cannot append to ${stream.productId}: ${outcome}`);
  stream.version++;
}

/** How often a second {@link CALLERS} do this, each with products of its own. */
export async function rateOf(
  seconds: number,
  streams: readonly Stream[],
  work: (stream: Stream) => Promise<void>,
): Promise<number> {
  const started = performance.now();
  const end = started + seconds * 1000;
  const each = Math.floor(streams.length / CALLERS);
  const counts = await Promise.all(Array.from({ length: CALLERS }, async (_, caller) => {
    let done = 0;
    while (performance.now() < end) await work(streams[caller * each + done++ % each]!);
    return done;
  }));
  return counts.reduce((sum, count) => sum + count) / ((performance.now() - started) / 1000);
}
