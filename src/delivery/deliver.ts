import type { ImageType } from "../domain/mod.ts";
import { describeError, logger, named } from "../log.ts";
import type { TelegramFileIds } from "./file_ids.ts";
import {
  type Delivered,
  type PictureRequest,
  ReferenceRefused,
  type Rung,
  type SentPicture,
  UploadRefused,
} from "./picture.ts";
import { createRecentIds, type RecentId, type RecentIds } from "./recent_ids.ts";
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
  /** Of what was uploaded; absent for an id, a URL and the placeholder. */
  readonly sha256?: string;
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
    const about = {
      productId,
      imageType,
      ...delivered,
      ...(served.sha256 !== undefined && { sha256: served.sha256 }),
    };
    log.info("Showed the {imageType} of {productId} from {rung}", named("picture_shown", about));
    await climb.settle();
    return delivered;
  };
}

/** One request on its way down the ladder. */
class Climb {
  /** How many ids Telegram refused. */
  refusedIds = 0;
  readonly #deps: DeliveryDeps;
  readonly #request: PictureRequest;
  readonly #uploads: Map<string, Promise<Landed>>;
  readonly #recent: RecentIds;
  #capture: Promise<void> | undefined;

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
  }

  /** The cover stands in for a thumb that cannot be had: one that is not stored yet, or that B2 does not give. */
  async serve(): Promise<Served> {
    const { imageType } = this.#request;
    const own = await this.#image(imageType);
    const served = own ?? (imageType === "thumb" ? await this.#image("cover") : undefined);
    return served ?? await this.#byPlaceholder();
  }

  /** Waits for what follows the answer: the capture. It fails no view; the next one captures again. */
  async settle(): Promise<void> {
    await this.#capture;
  }

  async #image(imageType: ImageType): Promise<Served | undefined> {
    const { fileId, url } = this.#request.product.images[imageType];
    return await this.#byFileId(fileId, imageType) ??
      await this.#byRecentId(imageType) ??
      (url === null ? undefined : await this.#byUpload(imageType));
  }

  /** Names the picture, not the product: another picture of it has another name. */
  #picture(imageType: ImageType): string {
    const { productId, images } = this.#request.product;
    return `${productId} ${imageType} ${images[imageType].url}`;
  }

  async #byFileId(
    fileId: string | null | undefined,
    imageType: ImageType,
  ): Promise<Served | undefined> {
    if (!fileId) return undefined;
    const { sender, product: { productId } } = this.#request;
    try {
      return { rung: "file_id", sent: await sender.byReference(fileId) };
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

  async #byRecentId(imageType: ImageType): Promise<Served | undefined> {
    const recent = this.#recent.get(this.#picture(imageType));
    const served = await this.#byFileId(recent?.fileId, imageType);
    if (served !== undefined && recent?.captured === false) this.#captureId(recent, imageType);
    return served;
  }

  /** The first to come uploads; whoever comes meanwhile waits for the id, or takes over if that failed. */
  async #byUpload(imageType: ImageType): Promise<Served | undefined> {
    for (;;) {
      const upload = this.#uploads.get(this.#picture(imageType));
      if (upload === undefined) return await this.#lead(imageType);
      const landed = await upload;
      if (landed === "no_picture") return undefined;
      if (landed === "failed") continue;
      const served = await this.#byFileId(landed.fileId, imageType);
      if (served !== undefined) return served;
    }
  }

  async #lead(imageType: ImageType): Promise<Served | undefined> {
    const { promise, resolve } = Promise.withResolvers<Landed>();
    const picture = this.#picture(imageType);
    this.#uploads.set(picture, promise);
    let landed: Landed = "failed";
    try {
      const served = await this.#first(imageType);
      const fileId = served?.sent.fileId;
      if (served === undefined) landed = "no_picture";
      else if (fileId !== undefined) landed = { fileId };
      return served;
    } finally {
      this.#uploads.delete(picture);
      resolve(landed);
    }
  }

  async #first(imageType: ImageType): Promise<Served | undefined> {
    const { product: { productId, images }, sender } = this.#request;
    const picture = await this.#deps.find(images[imageType].url, imageType);
    if (picture === undefined) return undefined;
    try {
      if (picture.rung === "url") {
        const sent = await sender.byReference(picture.url);
        this.#remember(sent, undefined, imageType);
        return { rung: "url", sent };
      }
      const { rung, bytes, sha256 } = picture;
      const sent = await sender.upload(bytes, `${productId}.jpg`);
      this.#remember(sent, sha256, imageType);
      const bytesFromB2 = rung === "b2" ? bytes.length : 0;
      return { rung, sent, bytesToTelegram: bytes.length, bytesFromB2, sha256 };
    } catch (error) {
      if (!(error instanceof ReferenceRefused || error instanceof UploadRefused)) throw error;
      this.#warn("Telegram does not take a picture: {error}", error);
      return undefined;
    }
  }

  #remember(sent: SentPicture, sha256: string | undefined, imageType: ImageType): void {
    const { fileId, fileUniqueId } = sent;
    if (fileId === undefined) return;
    const recent = { fileId, fileUniqueId, sha256, captured: false };
    this.#recent.set(this.#picture(imageType), recent);
    this.#captureId(recent, imageType);
  }

  /** Without bytes of ours it is what Telegram fetched from a legacy row's URL. */
  #captureId(recent: RecentId, imageType: ImageType): void {
    const { fileId, fileUniqueId, sha256 } = recent;
    const evidence = { fileUniqueId, sha256, legacy: sha256 === undefined };
    const { product: { productId } } = this.#request;
    const save = this.#deps.fileIds.saveTelegramFileId(productId, fileId, imageType, evidence);
    this.#capture = this.#quietly(save.then(() => {
      recent.captured = true;
    }));
  }

  /** Remembered under a name of its own and never captured: the picture shows again as soon as it can be had. */
  async #byPlaceholder(): Promise<Served> {
    const { product: { productId, title }, sender } = this.#request;
    const name = `placeholder ${productId} ${title}`;
    const known = await this.#knownPlaceholder(this.#recent.get(name)?.fileId);
    if (known !== undefined) return known;
    const bytes = await this.#deps.drawPlaceholder({ title: title ?? productId, productId });
    const sent = await sender.upload(bytes, "placeholder.jpg");
    const { fileId, fileUniqueId } = sent;
    if (fileId !== undefined) {
      this.#recent.set(name, { fileId, fileUniqueId, sha256: undefined, captured: true });
    }
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
