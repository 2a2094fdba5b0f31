import { putFirstFor, withPictureOfAlbum } from "./album_order.ts";
import type { CommandOf, Decision, ImageCommand, RefusalOf } from "./commands.ts";
import type { ImageEvent } from "./events/mod.ts";
import { IMAGE_TYPES, MAIN_IMAGE, type ObjectType } from "./image_type.ts";
import { FIRST_NUMBER, lacksPicture, objectTypesOf, type ProductImages } from "./product_images.ts";
import {
  hadPicture,
  hasFile,
  isRemoved,
  MAX_PICTURES,
  nextNumber,
  picturesInOrder,
  viewOf,
} from "./several_pictures.ts";

/**
 * A decision on one picture, from a decision that knows only one: it sees this picture alone, and its events are of this
 * picture. It is refused if the product has no such picture.
 */
export function ofPicture<C extends ImageCommand>(
  decideOne: DecideOne<C>,
): DecideOne<C> {
  return (command, state) => {
    if (isRemoved(state, numberIn(command))) return { refused: "removed" as RefusalOf<C> };
    return decideAlone(decideOne, command, state);
  };
}

/**
 * As {@link ofPicture}, for a picture of a legacy row: one that the product never had is added. So its number says which
 * one of the row it is, also in a second import. A seller may have added a picture under this number meanwhile, which
 * is still to be stored: this one stays.
 */
export function ofLegacyPicture(
  decideOne: DecideOne<CommandOf<"MigrateImages">>,
): DecideOne<CommandOf<"MigrateImages">> {
  return (command, state) => {
    const picture = numberIn(command);
    if (!hadPicture(state, picture)) {
      if (picturesInOrder(state).length >= MAX_PICTURES) return { refused: "too_many" };
    } else if (isRemoved(state, picture)) {
      return { refused: "removed" };
    } else if (picture !== FIRST_NUMBER && isToBeStored(viewOf(state, picture))) {
      return { refused: "superseded" };
    }
    return decideAlone(decideOne, command, state);
  };
}

type DecideOne<C extends ImageCommand> = (
  command: C,
  state: ProductImages,
) => Decision<RefusalOf<C>>;

function decideAlone<C extends ImageCommand>(
  decideOne: DecideOne<C>,
  command: C,
  state: ProductImages,
): Decision<RefusalOf<C>> {
  const picture = numberIn(command);
  const decision = decideOne(command, viewOf(state, picture));
  if ("refused" in decision) return decision;
  return { events: decision.events.map((event) => of(picture, event)) };
}

function isToBeStored({ images }: ProductImages): boolean {
  return images[MAIN_IMAGE].stored === undefined;
}

function numberIn(command: ImageCommand): number {
  return "picture" in command ? command.picture ?? FIRST_NUMBER : FIRST_NUMBER;
}

/**
 * Adds a picture behind the others, or to its place in its album. The log must know how the first one is shown: a picture that only a legacy row knows
 * would be lost when another is put first.
 */
export function add(
  { photo, album }: CommandOf<"AddPicture">,
  state: ProductImages,
): Decision<"no_first_picture" | "too_many" | "same_picture"> {
  const pictures = picturesInOrder(state);
  if (pictures.every((picture) => lacksPicture(viewOf(state, picture)))) {
    return { refused: "no_first_picture" };
  }
  if (hasFile(state, photo.fileUniqueId)) return { refused: "same_picture" };
  if (pictures.length >= MAX_PICTURES) return { refused: "too_many" };
  const captured = { type: "TelegramFileIdCaptured", imageType: MAIN_IMAGE, data: photo } as const;
  const number = nextNumber(state);
  const events = [of(number, captured)];
  if (album === undefined) return { events };
  const wanted = withPictureOfAlbum(pictures, number, album);
  const moved = putFirstFor([...pictures, number], wanted);
  return { events: [...events, ...moved.flatMap((picture) => ofEachImage(FIRST, picture))] };
}

/** Removes a picture. If it was the first, the next one is. A product keeps its last picture. */
export function remove(
  { picture }: CommandOf<"RemovePicture">,
  state: ProductImages,
): Decision<"last_picture"> {
  if (isRemoved(state, picture)) return { events: [] };
  const [first, second] = picturesInOrder(state);
  if (second === undefined) return { refused: "last_picture" };
  const removed = ofEachObject("PictureRemoved", picture, state);
  return { events: picture === first ? [...removed, ...ofEachImage(FIRST, second)] : removed };
}

/** Puts a picture before the others. The others keep their order. */
export function putFirst(
  { picture }: CommandOf<"PutPictureFirst">,
  state: ProductImages,
): Decision<"removed"> {
  if (isRemoved(state, picture)) return { refused: "removed" };
  return { events: picturesInOrder(state)[0] === picture ? [] : ofEachImage(FIRST, picture) };
}

/** Ends every picture of a product that is deleted for good. */
export function deleteAll(
  _command: CommandOf<"DeleteImages">,
  state: ProductImages,
): Decision<never> {
  if (state.deleted) return { events: [] };
  const pictures = new Set([FIRST_NUMBER, ...picturesInOrder(state)]);
  return {
    events: [...pictures].flatMap((picture) => ofEachObject("ImageDeleted", picture, state)),
  };
}

const FIRST = "PicturePutFirst";

/** An end of everything that the picture has: its sizes, and its original. */
function ofEachObject(
  type: "ImageDeleted" | "PictureRemoved",
  picture: number,
  state: ProductImages,
): ImageEvent[] {
  return ofEachImage(type, picture, objectTypesOf(viewOf(state, picture)));
}

function ofEachImage(
  type: "ImageDeleted" | "PictureRemoved" | typeof FIRST,
  picture: number,
  objects: readonly ObjectType[] = IMAGE_TYPES,
): ImageEvent[] {
  return objects.map((imageType) => of(picture, { type, imageType, data: {} }));
}

/** The event, of this picture. An event of picture 1 does not name it, as before there were several. */
function of(picture: number, event: ImageEvent): ImageEvent {
  return picture === FIRST_NUMBER ? event : { ...event, picture };
}
