import { imageName, type ImageType } from "../domain/mod.ts";
import { logger, named } from "../log.ts";
import type { Rung } from "./rung.ts";

/** What became of a request. */
export interface Delivered {
  readonly rung: Rung;
  /** From the request to Telegram's answer, without the capture that follows. */
  readonly ms: number;
  /** 0 if nothing was uploaded. */
  readonly bytesToTelegram: number;
  /** 0 if nothing was downloaded from B2. */
  readonly bytesFromB2: number;
  /** How many file ids Telegram refused on the way. */
  readonly refusedIds: number;
  /** The message that shows the picture. */
  readonly messageId: number;
}

/** A picture of a product that Telegram shows now. */
export interface ShownPicture extends Delivered {
  readonly productId: string;
  readonly imageType: ImageType;
  /** Its number; 1 if absent. */
  readonly picture?: number | undefined;
  /** The hash of what was uploaded; absent for an id, a URL and the placeholder. */
  readonly sha256?: string;
}

/** What is counted of a picture that was shown, or uploaded before anybody asked for it. */
export interface CountedPicture
  extends Pick<Delivered, "rung" | "bytesToTelegram" | "bytesFromB2"> {
  readonly productId: string;
  readonly imageType: ImageType;
  /** As in {@link Delivered}. Undefined: the warm-up has uploaded it, and nobody was shown it. */
  readonly ms: number | undefined;
}

/** Counts a picture. Each is counted once, at Telegram's answer. It waits for nothing and never throws. */
export type CountPicture = (picture: CountedPicture) => void;

/** Counts a picture that is shown, and tells the log. */
export function noteShown(count: CountPicture, shown: ShownPicture): void {
  count(shown);
  const { picture, ...about } = shown;
  const imageType = imageName(shown.imageType, picture);
  const event = named("picture_shown", { ...about, imageType });
  logger("delivery").info("Showed the {imageType} of {productId} from {rung}", event);
}

/** Milliseconds since a time of `performance.now()`, to a tenth. */
export function msSince(started: number): number {
  return Math.round((performance.now() - started) * 10) / 10;
}
