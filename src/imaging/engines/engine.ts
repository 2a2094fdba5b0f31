import type { ImageType } from "../../domain/mod.ts";
import type { ImageHeader } from "../image_header.ts";
import type { ImageRefusal } from "../refusal.ts";

/** The values of the setting `IMAGE_ENGINE`. */
export const IMAGE_ENGINES = ["auto", "imagescript", "sharp"] as const;

/** One of {@link IMAGE_ENGINES}. */
export type ImageEngineName = (typeof IMAGE_ENGINES)[number];

/** How long an engine took, in milliseconds. */
export interface EngineTimes {
  /** To decode, down to the largest size. */
  readonly decode: number;
  /** To make and encode every size. */
  readonly encode: number;
}

/** The JPEG files of an original, or why there are none. */
export type EngineOutcome =
  | { readonly jpegs: Readonly<Record<ImageType, Uint8Array>>; readonly ms?: EngineTimes }
  | { readonly refused: ImageRefusal };

/**
 * Turns an original into every picture of a product: upright, on white, never enlarged, sRGB, JPEG without metadata.
 *
 * Engines load native code and read what strangers sent. They run in a process of their own, never in the bot's.
 */
export interface ImageEngine {
  /**
   * Renders an original whose header was accepted. It refuses bytes that do not decode as `corrupt`, and a format that
   * this engine does not know as `unsupported_type`. It throws for errors after that: they are ours.
   */
  render(original: Uint8Array, header: ImageHeader): Promise<EngineOutcome>;
}

/** The times of an engine that has just ended. Takes when it began, and when it had decoded, by `performance.now()`. */
export function timesOf(startedMs: number, decodedMs: number): EngineTimes {
  return { decode: decodedMs - startedMs, encode: performance.now() - decodedMs };
}
