import type { OriginalRefused, StoreImageJob, StoringDeps } from "../delivery/mod.ts";
import { type ImageRefused, type ImageType, objectKey, type StoredImage } from "../domain/mod.ts";
import { VitrineError } from "../errors.ts";
import type { ImageRefusal, RenderedImage } from "../imaging/mod.ts";
import { type Database, execute, getProduct, loadImages } from "../postgres/mod.ts";
import { type EraseDeps, eraseObjects } from "./erase_objects.ts";

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
  /** Ends it: the process stops. */
  readonly signal?: AbortSignal;
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
  { jobId, attempt, signal }: Attempt,
): Promise<StoreImageOutcome> {
  const needless = await isNeedless(deps.db, job);
  if (needless !== undefined) return { needless };
  if (job.botId !== deps.botId) {
    throw new ForeignBotJob(`Cannot store a picture that was sent to the bot ${job.botId}`);
  }
  const original = await deps.fetchOriginal(job.fileId, signal);
  if ("refused" in original) return original;
  const rendered = await deps.renderer.render(original.bytes, signal && { signal });
  if ("refused" in rendered) {
    const isLast = rendered.refused !== "timed_out" || attempt >= RENDER_ATTEMPTS;
    if (isLast) return rendered;
    throw new RenderTimedOut(`The picture took too long to render, at attempt ${attempt}`);
  }
  const { images } = rendered;
  const cover = await put(deps, job.productId, "cover", images.cover, signal);
  const thumb = await put(deps, job.productId, "thumb", images.thumb, signal);
  const executed = await execute(deps.db, job.productId, {
    type: "StoreImages",
    generation: job.generation,
    cover,
    thumb,
  }, { actor: `job:${STORE_IMAGE}`, correlationId: `job:${jobId}` });
  if ("refused" in executed) return await inVain(deps, job, executed.refused, signal);
  // Only now: what no event names would not be found there again by whoever erases the product.
  await deps.cache.put(cover.key, images.cover.bytes);
  await deps.cache.put(thumb.key, images.thumb.bytes);
  return { stored: { cover: cover.key, thumb: thumb.key } };
}

/** Of a product that was deleted meanwhile nothing may stay, even if its erasure is over already. */
async function inVain(
  deps: StoringDeps & EraseDeps,
  { productId }: StoreImageJob,
  refused: ImageRefused | "unknown_product",
  signal: AbortSignal | undefined,
): Promise<StoreImageOutcome> {
  if (refused === "deleted") await eraseObjects(deps, productId, [], signal);
  return { needless: refused === "not_current" ? "superseded" : refused };
}

async function isNeedless(db: Database, job: StoreImageJob): Promise<Needless | undefined> {
  if (await getProduct(db, job.productId) === undefined) return "unknown_product";
  const { cover, thumb, deleted } = await loadImages(db, job.productId);
  if (deleted) return "deleted";
  if (cover.generation !== job.generation) return "superseded";
  return cover.stored && thumb.stored ? "already_stored" : undefined;
}

async function put(
  { store, bucket }: StoringDeps,
  productId: string,
  imageType: ImageType,
  image: RenderedImage,
  signal: AbortSignal | undefined,
): Promise<StoredImage> {
  const { bytes, sha256, widthPx, heightPx, contentType } = image;
  const key = objectKey(productId, imageType, sha256);
  await store.put(key, bytes, { sha256, contentType, patience: "job", signal });
  const sizeBytes = bytes.length;
  return { bucket, key, sha256, sizeBytes, widthPx, heightPx, contentType, origin: "seller" };
}
