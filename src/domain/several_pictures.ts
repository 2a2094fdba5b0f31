import { IMAGE_TYPES, MAIN_IMAGE, type ObjectType } from "./image_type.ts";
import { FIRST_NUMBER, initialState, type ProductImages } from "./product_images.ts";

/** How many pictures a product may have: as many as an album of Telegram. */
export const MAX_PICTURES = 10;

/** The value of `image_events.image_type`: `cover` of picture 1, `cover.2` of picture 2. */
export function imageName(imageType: ObjectType, picture = FIRST_NUMBER): string {
  return picture === FIRST_NUMBER ? imageType : `${imageType}.${picture}`;
}

/**
 * Reads what {@link imageName} wrote; without a picture if it is picture 1. Any other text is returned as the image type,
 * which is unknown then.
 */
export function readImageName(name: string): { imageType: string; picture?: number } {
  const [, imageType, digits] = /^([a-z]+)\.([1-9][0-9]{0,8})$/.exec(name) ?? [];
  const picture = Number(digits);
  const isWritten = imageType !== undefined && picture > FIRST_NUMBER;
  return isWritten ? { imageType, picture } : { imageType: name };
}

/** The state as seen by what concerns one picture: its images are those of this picture. */
export function viewOf(state: ProductImages, picture: number): ProductImages {
  return { ...state, images: imagesOf(state, picture) };
}

/** The whole state again, after a change to the view of one picture. */
export function wholeOf(
  state: ProductImages,
  picture: number,
  { images, ...product }: ProductImages,
): ProductImages {
  if (picture === FIRST_NUMBER) return { ...product, images };
  const further = { ...state.further, [picture]: images };
  return { ...product, images: state.images, further };
}

/** The numbers of all pictures that the product has, the first one first. A removed picture is none of them. */
export function picturesInOrder(state: ProductImages): number[] {
  return numbersOf(state).filter((picture) => !isRemoved(state, picture))
    .sort((one, other) => turnOf(state, other) - turnOf(state, one) || one - other);
}

/** The picture that was put before the others last; undefined if none was. The four columns of `products` are its. */
export function lastPutFirst(state: ProductImages): number | undefined {
  const [last] = numbersOf(state).filter((picture) => turnOf(state, picture) > 0)
    .sort((one, other) => turnOf(state, other) - turnOf(state, one));
  return last;
}

function turnOf(state: ProductImages, picture: number): number {
  return imagesOf(state, picture)[MAIN_IMAGE].putFirst ?? 0;
}

/** Whether the product has no picture of this number: it was removed, or never added. */
export function isRemoved(state: ProductImages, picture: number): boolean {
  return !hadPicture(state, picture) || imagesOf(state, picture)[MAIN_IMAGE].removed === true;
}

/** Whether the product has a picture of this number, or had one. */
export function hadPicture(state: ProductImages, picture: number): boolean {
  return picture === FIRST_NUMBER || state.further?.[picture] !== undefined;
}

/** The number of the next picture. A number is never given again, so that late work cannot meet another picture. */
export function nextNumber(state: ProductImages): number {
  return Math.max(...numbersOf(state)) + 1;
}

/** The images of a picture by their types, in the order of {@link IMAGE_TYPES}. */
export function imagesOf(state: ProductImages, picture: number): ProductImages["images"] {
  if (picture === FIRST_NUMBER) return state.images;
  return state.further?.[picture] ?? initialState.images;
}

function numbersOf({ further = {} }: ProductImages): number[] {
  return [FIRST_NUMBER, ...Object.keys(further).map(Number)];
}

/** Whether a Telegram file is one of the product's pictures already. */
export function hasFile(state: ProductImages, fileUniqueId: string | undefined): boolean {
  if (fileUniqueId === undefined) return false;
  return picturesInOrder(state).some((picture) =>
    IMAGE_TYPES.some((imageType) =>
      imagesOf(state, picture)[imageType].fileIds?.some((id) => id.fileUniqueId === fileUniqueId)
    )
  );
}
