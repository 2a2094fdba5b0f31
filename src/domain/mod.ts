/**
 * What can happen to a product's pictures, and what follows from it. Pure: no clock, no chance, no network, no file, no
 * `Deno`. A decision takes whatever it needs of these as an argument.
 * @module
 */
export {
  byColumn,
  columnsOf,
  columnsOfKind,
  type ImageColumn,
  type ImageColumns,
  PROJECTED_COLUMNS,
  type ProjectedColumn,
  type ProjectedImage,
  projectedImages,
  type ProjectionTarget,
} from "./columns.ts";
export type { CommandOf, ImageCommand, RefusalOf } from "./commands.ts";
export { decide } from "./decide.ts";
export type { ImageEvent, StoredImage } from "./events.ts";
export { byImage, IMAGE_TYPES, type ImageType, MAIN_IMAGE, PICTURES } from "./image_type.ts";
export { KEY_HASH_LENGTH, objectKey, parseObjectKey } from "./object_key.ts";
export { isProductId, PRODUCT_ID_PATTERN, productIdFrom } from "./product_id.ts";
export {
  evolve,
  fileIdOf,
  generationOf,
  initialState,
  isStored,
  lacksPicture,
  type ProductImages,
} from "./product_images.ts";
export { readEvent, SCHEMA_VERSION } from "./stored_event.ts";
