/**
 * The pictures of a product: the commands, the events, what is decided, and the state that the events fold into. Pure: no
 * clock, no randomness, no network, no file, no `Deno`. Whatever a function needs of these is an argument.
 * @module
 */
export type { CapturedFileId } from "./captured_file_id.ts";
export {
  byColumn,
  columnsOf,
  columnsOfKind,
  type ImageColumn,
  type ImageColumns,
  PROJECTED_COLUMNS,
  type ProjectedColumn,
  type ProjectedImage,
  type ProjectionTarget,
} from "./columns.ts";
export type { CommandOf, ImageCommand, PlaceInAlbum, RefusalOf } from "./commands.ts";
export { decide } from "./decide.ts";
export { changesPicture, EVENT_TYPES, evolve, type ImageEvent, project } from "./events/mod.ts";
export {
  byImage,
  byImageInTurn,
  IMAGE_TYPES,
  type ImageType,
  MAIN_IMAGE,
  type ObjectType,
  ORIGINAL,
  PICTURES,
} from "./image_type.ts";
export {
  type DemandedColumn,
  type DemandedColumns,
  type PictureInOrder,
  PICTURES_COLUMN,
  picturesColumnOf,
  picturesText,
  type ProductPicture,
  projectedPictures,
} from "./pictures_column.ts";
export {
  type CauseCode,
  type Difference,
  explain,
  type Explanation,
  type LikelyCause,
  type ReadStream,
  readStream,
} from "./likely_cause.ts";
export type { LoggedEvent, StoredEvent } from "./logged_event.ts";
export {
  KEY_HASH_LENGTH,
  keyPrefix,
  objectKey,
  originalKey,
  type OriginalMediaType,
  ownerOfKey,
  parseObjectKey,
} from "./object_key.ts";
export { productIdFrom, readOwnId } from "./product_id.ts";
export {
  fileIdOf,
  FIRST_NUMBER,
  generationOf,
  initialState,
  isStored,
  lacksPicture,
  type ProductImages,
} from "./product_images.ts";
export { type LongId, PRODUCT_REF_PATTERN, productRef, readProductRef } from "./product_ref.ts";
export { readEvent, SCHEMA_VERSION, writeEvent } from "./read_event.ts";
export {
  hadPicture,
  imageName,
  isRemoved,
  MAX_PICTURES,
  nextNumber,
  picturesInOrder,
  readImageName,
  viewOf,
} from "./several_pictures.ts";
export type { StoredImage } from "./stored_image.ts";
