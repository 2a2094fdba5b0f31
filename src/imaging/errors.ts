import { VitrineError } from "../errors.ts";

/**
 * The renderer failed: its process crashed, could not start, or was closed. The picture may be good, so the caller may
 * try again later.
 */
export class ImageRenderError extends VitrineError {
  /** Stable; stored and logged. */
  readonly code = "image_render_failed";
}
