import { imageName, type ImageType } from "../domain/mod.ts";
import { ImageRenderError } from "../imaging/mod.ts";
import { describeError, logger } from "../log.ts";
import { ObjectCorrupt } from "../storage/mod.ts";
import type { Left } from "./outcome.ts";

/** Turns errors that concern only this picture into an outcome. Other errors stop the run. */
export async function leftIfFailed<T>(
  { productId, image, picture }: {
    readonly productId: string;
    readonly image: ImageType;
    readonly picture?: number;
  },
  work: Promise<T>,
): Promise<T | { readonly left: Left }> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ImageRenderError || error instanceof ObjectCorrupt)) throw error;
    logger("legacy_import").warn("The {image} of {productId} failed: {error}", {
      productId,
      image: imageName(image, picture),
      error: describeError(error),
    });
    return { left: { outcome: "failed", reason: error.code } };
  }
}
