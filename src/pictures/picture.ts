import type { ImageType, ProjectedImage } from "../domain/mod.ts";
import { VitrineError } from "../errors.ts";

/**
 * Where a picture was served from, best first: Telegram's own copy, the disk cache, B2, a legacy shop's local
 * file or foreign URL, and the drawing that stands in when nothing can be had.
 */
export const RUNGS = ["file_id", "disk", "b2", "legacy", "url", "placeholder"] as const;

/** One of {@link RUNGS}. */
export type Rung = (typeof RUNGS)[number];

/** What Telegram answered to a picture. */
export interface SentPicture {
  /** The message that shows it. */
  readonly messageId: number;
  /** The id that sends it again; undefined where Telegram returns no message (inline messages). */
  readonly fileId: string | undefined;
  /** Telegram's `file_unique_id`. */
  readonly fileUniqueId: string | undefined;
}

/**
 * One place for one picture: a new message or one that is edited. A rung that fails leaves it as it was, so
 * that the next can be tried; only one succeeds.
 */
export interface PictureSender {
  /**
   * Shows what Telegram holds (a file id) or fetches (a URL).
   * @throws {ReferenceRefused} when Telegram does not take the reference.
   */
  byReference(reference: string): Promise<SentPicture>;
  /**
   * Uploads JPEG bytes.
   * @throws {UploadRefused} when Telegram does not take the bytes.
   */
  upload(bytes: Uint8Array, fileName: string): Promise<SentPicture>;
}

/** Telegram does not take the file id or URL: it is dead, another bot's, or not what it was taken for. */
export class ReferenceRefused extends VitrineError {
  /** Stored and logged. */
  readonly code = "reference_refused";
}

/** Telegram does not take the bytes as a photo. */
export class UploadRefused extends VitrineError {
  /** Stored and logged. */
  readonly code = "upload_refused";
}

/** What the ladder must know of a product: a row of the catalogue. */
export interface PicturedProduct {
  /** Such as `TBF-7KQ2MX`. */
  readonly productId: string;
  /** Its initials are on the placeholder. */
  readonly title: string | null;
  /** The projected columns. */
  readonly images: Readonly<Record<ImageType, ProjectedImage>>;
}

/** Show this picture here. */
export interface PictureRequest {
  /** Whose picture. */
  readonly product: PicturedProduct;
  /** Which of its pictures. */
  readonly imageType: ImageType;
  /** Where. */
  readonly sender: PictureSender;
}

/** What became of a request. */
export interface Delivered {
  /** Which rung served. */
  readonly rung: Rung;
  /** From the request to Telegram's answer, without the capture that follows. */
  readonly ms: number;
  /** Bytes uploaded to Telegram; 0 for a reference. */
  readonly bytesToTelegram: number;
  /** Bytes downloaded from B2. */
  readonly bytesFromB2: number;
  /** How many file ids Telegram refused on the way. */
  readonly refusedIds: number;
  /** The message that shows the picture. */
  readonly messageId: number;
}
