import {
  FIRST_NUMBER,
  IMAGE_TYPES,
  imageName,
  type ImageType,
  MAIN_IMAGE,
  productRef,
  type ProjectedImage,
} from "../domain/mod.ts";
import { describeError, logger } from "../log.ts";
import { SingleFlight } from "../std/mod.ts";
import type { TelegramFileIds } from "./file_ids.ts";
import type { HealFileId } from "./heal.ts";
import {
  type PictureSender,
  ReferenceRefused,
  type SentPicture,
  UploadRefused,
} from "./picture_sender.ts";
import { type PlaceholderDeps, showPlaceholder } from "./placeholder.ts";
import type { RecentId } from "./recent_ids.ts";
import type { Rung } from "./rung.ts";
import type { FindPicture } from "./sources.ts";
import { type CountPicture, type Delivered, msSince, noteShown } from "./shown.ts";
import { tellLog } from "./tell_log.ts";

/** A row of the catalogue, as seen with one of its pictures. */
export interface PicturedProduct {
  readonly productId: string;
  /** Its initials are on the placeholder. */
  readonly title: string | null;
  /** The number of the picture; 1 if absent. */
  readonly picture?: number;
  /** Of this picture. */
  readonly images: Readonly<Record<ImageType, ProjectedImage>>;
}

/** Asks to show one picture of a product in one place. */
export interface PictureRequest {
  readonly product: PicturedProduct;
  readonly imageType: ImageType;
  readonly sender: PictureSender;
}

/** Shows a product's picture in one place. Every handler calls this one. */
export type Deliver = (request: PictureRequest) => Promise<Delivered>;

/** What showing needs. */
export interface DeliveryDeps extends PlaceholderDeps {
  readonly fileIds: Pick<TelegramFileIds, "saveTelegramFileId">;
  readonly healFileId: HealFileId;
  readonly find: FindPicture;
  readonly count: CountPicture;
  /** The uploads that are under way. If absent, those of nobody else. */
  readonly uploads?: Uploads;
}

/**
 * Makes the fallback chain: file id, disk cache, B2 (or a legacy file or URL), placeholder.
 *
 * A file id that Telegram refuses is healed, and the next step serves the same request. While one request uploads a
 * picture, others for it wait and send the id that it gets.
 */
export function createDelivery(deps: DeliveryDeps): Deliver {
  const { uploads = createUploads() } = deps;
  return async (request) => {
    const started = performance.now();
    const chain = new FallbackChain(deps, request, uploads);
    const { rung, sent, sha256, bytesToTelegram = 0, bytesFromB2 = 0 } = await chain.serve();
    const delivered: Delivered = {
      ...{ rung, ms: msSince(started), bytesToTelegram, bytesFromB2 },
      ...{ refusedIds: chain.refusedIds, messageId: sent.messageId },
    };
    const { product: { productId, picture }, imageType } = request;
    const shown = { productId, imageType, picture, ...delivered };
    noteShown(deps.count, { ...shown, ...(sha256 !== undefined && { sha256 }) });
    await chain.settle();
    return delivered;
  };
}

/**
 * Uploads a picture that nobody has asked for yet, and captures its id. `known`: a view has just done so. `none`: it cannot
 * be had, or Telegram does not take it.
 */
export type BringPicture = (request: PictureRequest) => Promise<"uploaded" | "known" | "none">;

/** Makes it. It shares `deps.uploads` and `deps.recent` with the views, so that no picture is uploaded by both. */
export function createBringing(
  deps: DeliveryDeps & Required<Pick<DeliveryDeps, "uploads">>,
): BringPicture {
  return async (request) => {
    const chain = new FallbackChain(deps, request, deps.uploads);
    const served = await chain.bring();
    const { rung, bytesToTelegram = 0, bytesFromB2 = 0 } = served ?? {};
    if (rung !== undefined && bytesToTelegram > 0) {
      const { product: { productId }, imageType } = request;
      deps.count({ productId, imageType, rung, ms: undefined, bytesToTelegram, bytesFromB2 });
    }
    await chain.settle();
    if (served === undefined) return "none";
    return bytesToTelegram > 0 ? "uploaded" : "known";
  };
}

interface Served {
  readonly rung: Rung;
  readonly sent: SentPicture;
  readonly bytesToTelegram?: number;
  readonly bytesFromB2?: number;
  /** The hash of what was uploaded; absent for an id, a URL and the placeholder. */
  readonly sha256?: string;
}

/** First uploads of pictures, by the picture's name; undefined: the picture cannot be had. */
type Uploads = SingleFlight<string, Served | undefined>;

/** Makes what the views and the warm-up of a process share. */
export function createUploads(): Uploads {
  return new SingleFlight();
}

/** One request on its way through the chain. */
class FallbackChain {
  /** How many ids Telegram refused. */
  refusedIds = 0;
  readonly #deps: DeliveryDeps;
  readonly #request: PictureRequest;
  readonly #uploads: Uploads;
  #capture: Promise<void> | undefined;

  constructor(deps: DeliveryDeps, request: PictureRequest, uploads: Uploads) {
    this.#deps = deps;
    this.#request = request;
    this.#uploads = uploads;
  }

  /**
   * If the picture cannot be had, for example because it is not stored yet, the main picture stands in for it, and a smaller one for
   * the main picture.
   */
  async serve(): Promise<Served> {
    const { imageType, product, sender } = this.#request;
    for (const each of new Set<ImageType>([imageType, MAIN_IMAGE, ...IMAGE_TYPES])) {
      const served = await this.#image(each);
      if (served !== undefined) return served;
    }
    return { rung: "placeholder", ...await showPlaceholder(this.#deps, product, sender) };
  }

  /** The picture alone, and nothing in its place. */
  async bring(): Promise<Served | undefined> {
    const { imageType } = this.#request;
    return await this.#byRecentId(imageType) ?? await this.#byUpload(imageType);
  }

  /** Waits for the capture that follows the answer. It fails no view; the next view captures again. */
  async settle(): Promise<void> {
    await this.#capture;
  }

  async #image(imageType: ImageType): Promise<Served | undefined> {
    const { fileId, url } = this.#request.product.images[imageType];
    return await this.#byFileId(fileId, imageType) ??
      await this.#byRecentId(imageType) ??
      (url === null ? undefined : await this.#byUpload(imageType));
  }

  /** Names the picture, not the product: a picture that replaces it has another name. */
  #nameOf(imageType: ImageType): string {
    const { productId, picture, images } = this.#request.product;
    return JSON.stringify([productId, imageName(imageType, picture), images[imageType].url]);
  }

  async #byFileId(
    fileId: string | null | undefined,
    imageType: ImageType,
  ): Promise<Served | undefined> {
    if (!fileId) return undefined;
    const { sender, product: { productId, picture } } = this.#request;
    try {
      return { rung: "file_id", sent: await sender.byReference(fileId) };
    } catch (error) {
      if (!(error instanceof ReferenceRefused)) throw error;
      this.refusedIds++;
      const refused = { productId, picture, imageType, fileId, reason: error.message };
      await this.#deps.healFileId(refused);
      return undefined;
    }
  }

  async #byRecentId(imageType: ImageType): Promise<Served | undefined> {
    const recent = this.#deps.recent.get(this.#nameOf(imageType));
    const served = await this.#byFileId(recent?.fileId, imageType);
    if (served !== undefined && recent?.captured === false) this.#captureId(recent, imageType);
    return served;
  }

  /** The first request uploads. One that comes meanwhile sends the id that it gets, or else uploads itself. */
  async #byUpload(imageType: ImageType): Promise<Served | undefined> {
    const upload = () => this.#upload(imageType);
    for (;;) {
      const { value: first, led } = await this.#uploads.run(this.#nameOf(imageType), upload);
      if (led || first === undefined) return first;
      const served = await this.#byFileId(first.sent.fileId, imageType);
      if (served !== undefined) return served;
    }
  }

  async #upload(imageType: ImageType): Promise<Served | undefined> {
    const { product: { productId, picture, images }, sender } = this.#request;
    const found = await this.#deps.find(images[imageType].url, imageType);
    if (found === undefined) return undefined;
    try {
      if (found.rung === "url") {
        const sent = await sender.byReference(found.url);
        this.#remember(sent, undefined, imageType);
        return { rung: "url", sent };
      }
      const { rung, bytes, sha256 } = found;
      const sent = await sender.upload(bytes, `${productRef(productId)}.jpg`);
      this.#remember(sent, sha256, imageType);
      const bytesFromB2 = rung === "b2" ? bytes.length : 0;
      return { rung, sent, bytesToTelegram: bytes.length, bytesFromB2, sha256 };
    } catch (error) {
      if (!(error instanceof ReferenceRefused || error instanceof UploadRefused)) throw error;
      const name = imageName(imageType, picture);
      const about = { productId, imageType: name, error: describeError(error) };
      logger("delivery").warn("Telegram does not take a picture: {error}", about);
      return undefined;
    }
  }

  #remember(sent: SentPicture, sha256: string | undefined, imageType: ImageType): void {
    const { fileId, fileUniqueId } = sent;
    if (fileId === undefined) return;
    const recent = { fileId, fileUniqueId, sha256, captured: false };
    this.#deps.recent.set(this.#nameOf(imageType), recent);
    this.#captureId(recent, imageType);
  }

  /** An id without a hash is of a picture that Telegram fetched from a legacy row's URL. */
  #captureId(recent: RecentId, imageType: ImageType): void {
    const { fileId, fileUniqueId, sha256 } = recent;
    const { product: { productId, picture = FIRST_NUMBER } } = this.#request;
    const evidence = { fileUniqueId, sha256, legacy: sha256 === undefined, picture };
    // Of the views that come meanwhile, none captures it again: that might be after Telegram has refused it.
    recent.captured = true;
    this.#capture = tellLog({ productId, imageType, picture }, async () => {
      try {
        await this.#deps.fileIds.saveTelegramFileId(productId, fileId, imageType, evidence);
      } catch (error) {
        recent.captured = false;
        throw error;
      }
    });
  }
}
