import { VitrineError } from "../errors.ts";

/**
 * The renderer itself failed: its process crashed, could not start, or was closed. The picture is not to blame as far
 * as anyone knows, so the caller may try again later.
 */
export class ImageRenderError extends VitrineError {
  /** Stable; stored and logged. */
  readonly code = "image_render_failed";
}
