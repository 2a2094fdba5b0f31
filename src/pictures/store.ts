import type { OriginalRefused, StoreImageJob, StoringDeps } from "./storing.ts";
import {
  byImage,
  generationOf,
  IMAGE_TYPES,
  type ImageType,
  isStored,
  objectKey,
  type StoredImage,
} from "../domain/mod.ts";
import { VitrineError } from "../errors.ts";
import type { ImageRefusal, RenderedImage } from "../imaging/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { execute, loadImages } from "../event_log/mod.ts";
import { loadProductRow } from "./product_row.ts";
import { type EraseDeps, eraseObjects } from "./erase.ts";

/** The queue's name. */
export const STORE_IMAGE = "store-image";

/** Why a picture can never be stored: its seller must replace it. */
export type StoreImageRefusal = ImageRefusal | OriginalRefused;

/** Why there was nothing to do: it was done already, or another picture or none has taken this one's place. */
export type Needless = "already_stored" | "superseded" | "unknown_product" | "deleted";

/** How a job ended. */
export type StoreImageOutcome =
  | { readonly stored: Readonly<Record<ImageType, string>> }
  | { readonly needless: Needless }
  | { readonly refused: StoreImageRefusal };

/** The picture was sent to another bot: a process of that bot can store it. */
export class ForeignBotJob extends VitrineError {
  /** Stored and logged. */
  readonly code = "foreign_bot_job";
}

/** The rendering took too long: the picture may be at fault, or a machine that is busy. */
export class RenderTimedOut extends VitrineError {
  /** Stored and logged. */
  readonly code = "render_timed_out";
}

/** Only a picture that takes too long each time is refused. */
const RENDER_ATTEMPTS = 3;

/** Which job it is, for the events, and how often it was tried. */
export interface Attempt {
  /** The job's id. */
  readonly jobId: string;
  /** 1 at first. */
  readonly attempt: number;
}

/**
 * Stores a product's picture: downloads the original, renders cover and thumb, puts both to B2, and only then
 * appends that they are there. Each step can be repeated: keys are made of the bytes, and an append of what the
 * log says already adds nothing.
 *
 * @throws what made B2, Telegram or PostgreSQL fail: the job is to be tried again.
 * @throws {ForeignBotJob} for a picture that was sent to another bot.
 * @throws {RenderTimedOut} for one that took too long, the first times.
 */
export async function storeImage(
  deps: StoringDeps & EraseDeps,
  job: StoreImageJob,
  { jobId, attempt }: Attempt,
): Promise<StoreImageOutcome> {
  const needless = await isNeedless(deps.db, job);
  if (needless !== undefined) return { needless };
  if (job.botId !== deps.botId) {
    throw new ForeignBotJob(`Cannot store a picture that was sent to the bot ${job.botId}`);
  }
  const original = await deps.fetchOriginal(job.fileId);
  if ("refused" in original) return original;
  const rendered = await deps.renderer.render(original.bytes);
  if ("refused" in rendered) {
    const isLast = rendered.refused !== "timed_out" || attempt >= RENDER_ATTEMPTS;
    if (isLast) return rendered;
    throw new RenderTimedOut(`The picture took too long to render, at attempt ${attempt}`);
  }
  const images = await putAll(deps, job.productId, rendered.images);
  const executed = await execute(deps.db, job.productId, {
    type: "StoreImages",
    generation: job.generation,
    images,
  }, { actor: `job:${STORE_IMAGE}`, correlationId: `job:${jobId}` });
  if ("refused" in executed) return await inVain(deps, job, executed.refused);
  // Only now: what no event names would not be found there again by whoever erases the product.
  for (const each of IMAGE_TYPES) {
    await deps.cache.put(images[each].key, rendered.images[each].bytes);
  }
  return { stored: byImage((each) => images[each].key) };
}

/** Of a product that was deleted meanwhile nothing may stay, even if its erasure is over already. */
async function inVain(
  deps: StoringDeps & EraseDeps,
  { productId }: StoreImageJob,
  refused: Exclude<Needless, "already_stored">,
): Promise<StoreImageOutcome> {
  if (refused === "deleted") await eraseObjects(deps, productId);
  return { needless: refused };
}

async function isNeedless(db: Database, job: StoreImageJob): Promise<Needless | undefined> {
  if (await loadProductRow(db, job.productId) === undefined) return "unknown_product";
  const state = await loadImages(db, job.productId);
  if (state.deleted) return "deleted";
  if (generationOf(state) !== job.generation) return "superseded";
  return isStored(state) ? "already_stored" : undefined;
}

/** One after the other: memory holds the body of one request. */
async function putAll(
  deps: StoringDeps,
  productId: string,
  rendered: Readonly<Record<ImageType, RenderedImage>>,
): Promise<Readonly<Record<ImageType, StoredImage>>> {
  const images: Partial<Record<ImageType, StoredImage>> = {};
  for (const each of IMAGE_TYPES) images[each] = await put(deps, productId, each, rendered[each]);
  return images as Record<ImageType, StoredImage>;
}

async function put(
  { store, bucket }: StoringDeps,
  productId: string,
  imageType: ImageType,
  image: RenderedImage,
): Promise<StoredImage> {
  const { bytes, sha256, widthPx, heightPx, contentType } = image;
  const key = objectKey(productId, imageType, sha256);
  await store.put(key, bytes, { sha256, contentType });
  const sizeBytes = bytes.length;
  return { bucket, key, sha256, sizeBytes, widthPx, heightPx, contentType, origin: "seller" };
}
