/**
 * What can happen to a product's pictures, and what follows from it. Pure: no clock, no chance, no network, no file, no
 * `Deno`. A decision takes whatever it needs of these as an argument.
 * @module
 */
export { columnsOf, type ImageColumns, type ProjectionTarget } from "./columns.ts";
export { decide, type ImageCommand, type ImageRefused } from "./decide.ts";
export type { ImageEvent, StoredImage } from "./events.ts";
export { IMAGE_TYPES, type ImageType } from "./image_type.ts";
export { KEY_HASH_LENGTH, objectKey, parseObjectKey } from "./object_key.ts";
export { isProductId, PRODUCT_ID_PATTERN, productIdFrom } from "./product_id.ts";
export {
  evolve,
  fileIdOf,
  initialState,
  lacksPicture,
  type ProductImages,
} from "./product_images.ts";
export { readEvent, SCHEMA_VERSION } from "./stored_event.ts";
