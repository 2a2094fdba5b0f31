import { VitrineError } from "../errors.ts";

/** Telegram's answer to a picture. */
export interface SentPicture {
  /** The message that shows it. */
  readonly messageId: number;
  /** The id that sends it again; undefined where Telegram returns no message (inline messages). */
  readonly fileId: string | undefined;
  readonly fileUniqueId: string | undefined;
}

/**
 * One place for one picture: a new message, or one that is edited. An attempt that Telegram refuses leaves the place as
 * it was, so that another can follow.
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

/** Telegram wants no more messages for a while. */
export class AskedToWait extends VitrineError {
  /** Stored and logged. */
  readonly code = "asked_to_wait";
  /** How long, in milliseconds. */
  readonly retryAfterMs: number;

  constructor(message: string, options: ErrorOptions & { readonly retryAfterMs: number }) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Telegram does not take the file id or URL: the id is dead, or another bot's, or it names no photo. */
export class ReferenceRefused extends VitrineError {
  /** Stored and logged. */
  readonly code = "reference_refused";
}

/** Telegram does not take the bytes as a photo. */
export class UploadRefused extends VitrineError {
  /** Stored and logged. */
  readonly code = "upload_refused";
}
