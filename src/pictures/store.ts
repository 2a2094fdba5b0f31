import {
  byImage,
  byImageInTurn,
  FIRST_NUMBER,
  generationOf,
  type ImageType,
  isRemoved,
  isStored,
  type StoredImage,
  viewOf,
} from "../domain/mod.ts";
import { VitrineError } from "../errors.ts";
import { type EventMetadata, loadImages } from "../event_log/mod.ts";
import type { ImageRefusal } from "../imaging/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { release } from "../std/mod.ts";
import { keepOriginal, putOriginal } from "./keep_original.ts";
import type { OriginalRefused } from "./original.ts";
import type { PictureParts } from "./parts.ts";
import { loadProductRow } from "./product_row.ts";
import { putImage } from "./put.ts";
import { putThenAppend } from "./put_then_append.ts";

/** A picture that its seller sent, and that is to be stored in B2. */
export interface StoreImageJob {
  /** The bot that the file was sent to; no other can download it. Jobs of the first release do not say. */
  readonly botId?: number | undefined;
  readonly productId: string;
  /** The number of the picture; 1 if absent. Jobs of older releases do not say. */
  readonly picture?: number | undefined;
  /** See `ImageState`. The picture is not stored once another has taken its place. */
  readonly generation: number;
  /** The Telegram file to download. */
  readonly fileId: string;
}

/** Why a picture can never be stored: its seller must replace it. */
export type StoreImageRefusal = ImageRefusal | OriginalRefused;

/**
 * Why nothing was done: the picture is stored already, another has taken its place, there is no such product, or its seller
 * has removed the picture or deleted the product.
 */
export type Needless = "already_stored" | "superseded" | "unknown_product" | "deleted" | "removed";

/** How storing a picture ended. */
export type StoreImageOutcome =
  /** The keys of the objects. */
  | { readonly stored: Readonly<Record<ImageType, string>> }
  | { readonly needless: Needless }
  | { readonly refused: StoreImageRefusal };

/** The picture was sent to another bot: a process of that bot can store it. */
export class ForeignBotJob extends VitrineError {
  /** Stored and logged. */
  readonly code = "foreign_bot_job";
}

/** Rendering took too long. The picture may be at fault, or a busy machine. */
export class RenderTimedOut extends VitrineError {
  /** Stored and logged. */
  readonly code = "render_timed_out";
}

/** A picture that takes too long this many times is refused. */
const RENDER_ATTEMPTS = 3;

/** One attempt at storing a picture. */
export interface StoreImageAttempt {
  /** From 1. */
  readonly number: number;
  /** Stored with the events. */
  readonly metadata: EventMetadata;
  /** Ends the attempt. */
  readonly signal?: AbortSignal;
}

/**
 * Stores a product's picture: downloads the original, renders every size of it, puts them and the original to B2, and only
 * then appends that they are there. Each step can be repeated: keys are made of the bytes, and appending what the log
 * says already adds nothing.
 *
 * @throws what made B2, Telegram or PostgreSQL fail: it is to be tried again.
 * @throws {ForeignBotJob} for a picture that was sent to another bot.
 * @throws {RenderTimedOut} for one that took too long, the first times.
 */
export async function storeImage(
  parts: PictureParts,
  job: StoreImageJob,
  attempt: StoreImageAttempt,
): Promise<StoreImageOutcome> {
  const needless = await isNeedless(parts.db, job);
  if (needless !== undefined) return { needless };
  const { botId = parts.botId, productId, picture, generation } = job;
  if (botId !== parts.botId) {
    throw new ForeignBotJob(`Cannot store a picture that was sent to the bot ${botId}`);
  }
  const { number, metadata, signal } = attempt;
  const original = await parts.fetchOriginal(job.fileId, signal);
  if ("refused" in original) return original;
  const rendered = await renderAndKeep(parts, productId, original.bytes, signal);
  if ("refused" in rendered) return refuse(rendered.refused, number);
  const { kept } = rendered;
  let images!: Readonly<Record<ImageType, StoredImage>>;
  const executed = await putThenAppend(parts, productId, async (store) => {
    const stored = kept && await putOriginal(store, kept, { signal });
    if (kept !== undefined) release(kept.bytes);
    // One after the other: memory holds the body of one request.
    images = await byImageInTurn((imageType) => {
      const image = rendered.images[imageType];
      const toPut = { productId, imageType, image, origin: "seller" } as const;
      return putImage({ ...parts, store }, toPut, { signal });
    });
    return { type: "StoreImages", picture, generation, images, original: stored } as const;
  }, { metadata, signal });
  if ("refused" in executed) return { needless: executed.refused };
  return { stored: byImage((each) => images[each].key) };
}

/** What was sent is released: of a large file, memory holds what is kept of it alone. */
async function renderAndKeep(
  parts: PictureParts,
  productId: string,
  sent: Uint8Array,
  signal: AbortSignal | undefined,
) {
  try {
    const rendered = await parts.renderer.render(sent, { signal });
    if ("refused" in rendered || !parts.keepsOriginals) return { ...rendered, kept: undefined };
    return { ...rendered, kept: keepOriginal(parts, productId, sent) };
  } finally {
    release(sent);
  }
}

function refuse(refused: ImageRefusal, attempt: number): StoreImageOutcome {
  if (refused !== "timed_out" || attempt >= RENDER_ATTEMPTS) return { refused };
  throw new RenderTimedOut(`The picture took too long to render, at attempt ${attempt}`);
}

async function isNeedless(db: Database, job: StoreImageJob): Promise<Needless | undefined> {
  if (await loadProductRow(db, job.productId) === undefined) return "unknown_product";
  const { picture = FIRST_NUMBER } = job;
  const product = await loadImages(db, job.productId);
  if (product.deleted) return "deleted";
  if (isRemoved(product, picture)) return "removed";
  const state = viewOf(product, picture);
  if (generationOf(state) !== job.generation) return "superseded";
  return isStored(state) ? "already_stored" : undefined;
}
