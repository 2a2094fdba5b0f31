import type { ImageType } from "../domain/mod.ts";
import { describeError, logger } from "../log.ts";
import type { TelegramFileIds } from "./file_ids.ts";
import {
  type Delivered,
  type PictureRequest,
  ReferenceRefused,
  type Rung,
  type SentPicture,
  UploadRefused,
} from "./picture.ts";
import { createRecentIds, type RecentIds } from "./recent_ids.ts";
import type { FindPicture } from "./sources.ts";
import type { Tally } from "./tally.ts";

/** What the ladder stands on. */
export interface DeliveryDeps {
  /** Captures and invalidates. */
  readonly fileIds: TelegramFileIds;
  /** Finds bytes or a URL for a column's value; see `createPictureSources`. */
  readonly find: FindPicture;
  /** Draws the stand-in. */
  readonly drawPlaceholder: (
    product: { readonly title: string; readonly productId: string },
  ) => Promise<Uint8Array>;
  /** Counts what served. */
  readonly tally: Tally;
}

/** Shows a product's picture somewhere; the one answer to that for every handler. */
export type Deliver = (request: PictureRequest) => Promise<Delivered>;

interface Served {
  readonly rung: Rung;
  readonly sent: SentPicture;
  readonly bytesToTelegram?: number;
  readonly bytesFromB2?: number;
}

/** How a first upload ended, for those who waited for it. */
type Landed = { readonly fileId: string } | "no_picture" | "failed";

/**
 * Makes the ladder: file id, disk cache, B2 (or a legacy file or URL), placeholder.
 *
 * A file id that Telegram refuses is invalidated and the next rung serves the same request. While one request
 * uploads a picture, others for it wait and use the id that it gets. The placeholder is never captured.
 */
export function createDelivery(deps: DeliveryDeps): Deliver {
  const log = logger("delivery");
  const uploads = new Map<string, Promise<Landed>>();
  const recent = createRecentIds();
  return async (request) => {
    const started = performance.now();
    const climb = new Climb(deps, request, uploads, recent);
    const served = await climb.serve();
    const delivered: Delivered = {
      rung: served.rung,
      ms: Math.round((performance.now() - started) * 10) / 10,
      bytesToTelegram: served.bytesToTelegram ?? 0,
      bytesFromB2: served.bytesFromB2 ?? 0,
      refusedIds: climb.refusedIds,
      messageId: served.sent.messageId,
    };
    const { product: { productId }, imageType } = request;
    deps.tally.count(delivered.rung, imageType);
    log.info("Showed the {imageType} of {productId} from {rung}", {
      productId,
      imageType,
      ...delivered,
    });
    await climb.settle();
    return delivered;
  };
}

/** One request on its way up the ladder. */
class Climb {
  /** How many ids Telegram refused. */
  refusedIds = 0;
  readonly #deps: DeliveryDeps;
  readonly #request: PictureRequest;
  readonly #uploads: Map<string, Promise<Landed>>;
  readonly #recent: RecentIds;
  /** Names the picture, not the product: another picture of it has another name. */
  readonly #picture: string;
  #capture: Promise<unknown> | undefined;

  constructor(
    deps: DeliveryDeps,
    request: PictureRequest,
    uploads: Map<string, Promise<Landed>>,
    recent: RecentIds,
  ) {
    this.#deps = deps;
    this.#request = request;
    this.#uploads = uploads;
    this.#recent = recent;
    const { product, imageType } = request;
    this.#picture = `${product.productId} ${imageType} ${product.images[imageType].url}`;
  }

  async serve(): Promise<Served> {
    const { product, imageType } = this.#request;
    const image = product.images[imageType];
    const known = await this.#byFileId(image.fileId, imageType) ??
      await this.#byFileId(this.#recent.get(this.#picture), imageType);
    if (known !== undefined) return known;
    const other = image.url === null ? await this.#byCover() : await this.#byUpload();
    return other ?? await this.#byPlaceholder();
  }

  /** Waits for what follows the answer: the capture. It fails no view; the next one captures again. */
  async settle(): Promise<void> {
    await this.#capture;
  }

  async #byFileId(fileId: string | null | undefined, imageType: ImageType) {
    if (!fileId) return undefined;
    const { sender, product: { productId } } = this.#request;
    try {
      return { rung: "file_id", sent: await sender.byReference(fileId) } satisfies Served;
    } catch (error) {
      if (!(error instanceof ReferenceRefused)) throw error;
      this.refusedIds++;
      this.#recent.forget(fileId);
      await this.#quietly(
        this.#deps.fileIds.invalidateFileId(productId, fileId, imageType, error.message),
      );
      return undefined;
    }
  }

  /** Until the job has stored the thumb, the seller's own photo stands in for it. */
  async #byCover(): Promise<Served | undefined> {
    const { product, imageType } = this.#request;
    if (imageType === "cover") return;
    return await this.#byFileId(product.images.cover.fileId, "cover");
  }

  /** The first to come uploads; whoever comes meanwhile waits for the id, or takes over if that failed. */
  async #byUpload(): Promise<Served | undefined> {
    for (;;) {
      const upload = this.#uploads.get(this.#picture);
      if (upload === undefined) return await this.#lead();
      const landed = await upload;
      if (landed === "no_picture") return;
      if (landed === "failed") continue;
      const served = await this.#byFileId(landed.fileId, this.#request.imageType);
      if (served !== undefined) return served;
    }
  }

  async #lead(): Promise<Served | undefined> {
    const { promise, resolve } = Promise.withResolvers<Landed>();
    this.#uploads.set(this.#picture, promise);
    let landed: Landed = "failed";
    try {
      const served = await this.#first();
      const fileId = served?.sent.fileId;
      if (served === undefined) landed = "no_picture";
      else if (fileId !== undefined) {
        this.#recent.set(this.#picture, fileId);
        landed = { fileId };
      }
      return served;
    } finally {
      this.#uploads.delete(this.#picture);
      resolve(landed);
    }
  }

  async #first(): Promise<Served | undefined> {
    const { product: { productId, images }, imageType, sender } = this.#request;
    const picture = await this.#deps.find(images[imageType].url, imageType);
    if (picture === undefined) return undefined;
    try {
      if (picture.rung === "url") {
        const sent = await sender.byReference(picture.url);
        this.#captureId(sent);
        return { rung: "url", sent };
      }
      const { rung, bytes, sha256 } = picture;
      const sent = await sender.upload(bytes, `${productId}.jpg`);
      this.#captureId(sent, sha256);
      const bytesFromB2 = rung === "b2" ? bytes.length : 0;
      return { rung, sent, bytesToTelegram: bytes.length, bytesFromB2 };
    } catch (error) {
      if (!(error instanceof ReferenceRefused || error instanceof UploadRefused)) throw error;
      this.#warn("Telegram does not take a picture: {error}", error);
      return undefined;
    }
  }

  /** Remembered under a name of its own and never captured: the picture shows again as soon as it can be had. */
  async #byPlaceholder(): Promise<Served> {
    const { product: { productId, title }, sender } = this.#request;
    const name = `placeholder ${productId} ${title}`;
    const known = await this.#knownPlaceholder(this.#recent.get(name));
    if (known !== undefined) return known;
    const bytes = await this.#deps.drawPlaceholder({ title: title ?? productId, productId });
    const sent = await sender.upload(bytes, "placeholder.jpg");
    if (sent.fileId !== undefined) this.#recent.set(name, sent.fileId);
    return { rung: "placeholder", sent, bytesToTelegram: bytes.length };
  }

  async #knownPlaceholder(fileId: string | undefined): Promise<Served | undefined> {
    if (fileId === undefined) return undefined;
    try {
      const sent = await this.#request.sender.byReference(fileId);
      return { rung: "placeholder", sent };
    } catch (error) {
      if (!(error instanceof ReferenceRefused)) throw error;
      this.#recent.forget(fileId);
      return undefined;
    }
  }

  #captureId({ fileId, fileUniqueId }: SentPicture, sha256?: string): void {
    if (fileId === undefined) return;
    const { product: { productId }, imageType } = this.#request;
    const evidence = { fileUniqueId, sha256 };
    const save = this.#deps.fileIds.saveTelegramFileId(productId, fileId, imageType, evidence);
    this.#capture = this.#quietly(save);
  }

  /** The picture is shown; that the log could not be told is no reason to fail the view. */
  async #quietly(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#warn("The event log could not be told: {error}", error);
    }
  }

  #warn(message: string, error: unknown): void {
    const { product: { productId }, imageType } = this.#request;
    logger("delivery").warn(message, { productId, imageType, error: describeError(error) });
  }
}
