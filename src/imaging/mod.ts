/**
 * Pictures: tells what a file is before anything decodes it, makes cover and thumb in a process of their own, and draws
 * what is shown where there is no picture.
 *
 * It must not fetch, store or send: bytes come in, bytes go out. No stranger's bytes are decoded in
 * the bot's own process.
 * @module
 */
export { isBare } from "./containers/bare.ts";
export { ImageRenderError } from "./errors.ts";
export { IMAGE_ENGINES, type ImageEngineName } from "./engines/engine.ts";
export type { ImageFormat, ImageHeader, Orientation } from "./image_header.ts";
export { inspectImage, type Inspection, refuseAsPhoto } from "./inspect.ts";
export * from "./limits.ts";
export { drawPlaceholder, PLACEHOLDER_SIDE_PX } from "./placeholder/draw_placeholder.ts";
export { IMAGE_REFUSALS, type ImageRefusal } from "./refusal.ts";
export {
  type ImageRenderer,
  type ImageRendererOptions,
  openImageRenderer,
  type RenderedImage,
  type RenderOutcome,
} from "./renderer.ts";
