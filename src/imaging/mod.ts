/**
 * Pictures: tells what a file is before anything decodes it, makes cover and thumb in a process of their own, and draws
 * what is shown where there is no picture.
 *
 * It must not fetch, store or send: bytes come in, bytes go out. No stranger's bytes are decoded in
 * the bot's own process.
 * @module
 */
export { isBare } from "./containers/bare.ts";
export { IMAGE_ENGINES, type ImageEngineName } from "./engines/engine.ts";
export { ImageRenderError } from "./errors.ts";
export type { ImageHeader } from "./image_header.ts";
export { inspectImage, refuseAsPhoto } from "./inspect.ts";
export { MAX_ORIGINAL_BYTES, RENDER_DEADLINE_MS } from "./limits.ts";
export { drawPlaceholder } from "./placeholder/draw_placeholder.ts";
export type { ImageRefusal } from "./refusal.ts";
export { type ImageRenderer, openImageRenderer, type RenderedImage } from "./renderer.ts";
