/**
 * Bytes of pictures: inspects a file before anything decodes it, renders every picture of a product in a process of its
 * own, and draws placeholders.
 *
 * It must not fetch, store or send. The bot's own process decodes no bytes that a stranger sent.
 * @module
 */
export { isBare } from "./containers/bare.ts";
export { IMAGE_ENGINES, type ImageEngineName } from "./engines/engine.ts";
export { ImageRenderError } from "./errors.ts";
export type { ImageHeader } from "./image_header.ts";
export { inspectImage, refuseAsPhoto } from "./inspect.ts";
export { renderedSize } from "./ground.ts";
export { MAX_ORIGINAL_BYTES } from "./limits.ts";
export { LEAST_MEMORY_BYTES, memoryLimitBytes, workersThatFit } from "./memory.ts";
export { bareOriginal } from "./original.ts";
export type { ImageRefusal } from "./refusal.ts";
export {
  type ImageRenderer,
  openImageRenderer,
  type PlaceholderDrawer,
  type RenderedImage,
  type RenderOptions,
} from "./renderer.ts";
