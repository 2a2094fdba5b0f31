import {
  IMAGE_TYPES,
  type ImageType,
  MAIN_IMAGE,
  ORIGINAL,
  type PictureInOrder,
  PICTURES,
  PICTURES_COLUMN,
  viewOf,
} from "../../src/domain/mod.ts";
import { aboutImage, type Entry, isLegacy } from "./ledger.ts";
import { readPicture } from "./pictures.ts";
import type { World } from "./world.ts";

/**
 * Which promise is broken at the end, when everything late has landed and the sweeps have run; undefined for none. That
 * nothing wrong is shown is judged with each view.
 */
export function judgeEnd(world: World, entry: Entry): string | undefined {
  return entry.deleted ? judgeErased(world, entry) : judgeKept(world, entry);
}

/** Nothing that was erased comes back. */
function judgeErased(world: World, { productId, pictures }: Entry): string | undefined {
  const row = world.row(productId) ?? {};
  const filled = [...COLUMNS, "title", "description", "seller_id", "seller_username"]
    .find((column) => row[column] !== null);
  if (filled !== undefined) return `${productId} is erased, but its column ${filled} is filled`;
  const legacyKey = `old/${productId}.jpg`;
  // Decision 10: a legacy object that was replaced before it was imported is named by nothing any more.
  const isKnown = pictures[0]!.contents.length === 1 ||
    world.space.rows("image_events").some(({ value }) => value === legacyKey);
  const isOf = (key: string) =>
    key.startsWith(`products/${productId}/`) || (isKnown && key === legacyKey);
  const object = [...world.bucket.objects.keys()].find(isOf);
  if (object !== undefined) return `${productId} is erased, but B2 has ${object}`;
  const file = [...world.disk.files.keys()].find(isOf);
  if (file !== undefined) return `${productId} is erased, but the disk has ${file}`;
  const job = world.space.rows("job").find(({ data, state }) =>
    state !== "completed" && (data as { productId: string }).productId === productId
  );
  return job && `${productId} is erased, but a job ${job.name} waits`;
}

const COLUMNS = [
  ...IMAGE_TYPES.flatMap((imageType) => Object.values(PICTURES[imageType].columns)),
  PICTURES_COLUMN,
];

/** Nothing that was accepted is lost: B2 has the latest picture, in the bytes that the log names. */
function judgeKept(world: World, entry: Entry): string | undefined {
  if (entry.pictures.length === 0) return undefined;
  for (const picture of entry.order) {
    for (const imageType of IMAGE_TYPES) {
      const lost = judgeKeptImage(world, entry, imageType, picture);
      if (lost !== undefined) return lost;
    }
    const wrong = judgeOriginal(world, entry, picture);
    if (wrong !== undefined) return wrong;
  }
  return judgeOrder(world, entry) ?? judgeFileIds(world, entry);
}

/** No event captures a file id again that Telegram has refused. */
function judgeFileIds(world: World, { productId }: Entry): string | undefined {
  const refused = new Set<unknown>();
  for (const { product_id: of, slot, value } of world.space.rows("image_events")) {
    if (of !== productId) continue;
    if (slot === "telegram_invalidated") refused.add(value);
    if (slot === "captured" && refused.has(value)) {
      return `the file id ${value} of ${productId} was captured after Telegram had refused it`;
    }
  }
  return undefined;
}

/** The original is of the latest picture, unless an accident has taken it. */
function judgeOriginal(
  world: World,
  { productId, pictures, accidents }: Entry,
  picture: number,
): string | undefined {
  const { stored } = viewOf(world.state(productId), picture).images[ORIGINAL] ?? {};
  if (!stored) return undefined;
  const bytes = world.bucket.get(stored.key);
  if (bytes === undefined && accidents.has("object")) return undefined;
  const content = bytes && readPicture(bytes).content;
  const expected = pictures[picture - 1]!.contents.at(-1);
  const about = aboutImage(productId, ORIGINAL, picture);
  return content === expected ? undefined : `${about} is "${content}" and not "${expected}"`;
}

/** Its pictures are in the order that its seller was told of, and no other is there. */
function judgeOrder(world: World, { productId, order }: Entry): string | undefined {
  const held = world.row(productId)?.[PICTURES_COLUMN] as readonly PictureInOrder[] | null;
  const shown = held?.map(({ picture }) => picture) ?? [1];
  const isRight = shown.join() === order.join();
  return isRight ? undefined : `the pictures of ${productId} are ${shown} and not ${order}`;
}

function judgeKeptImage(
  world: World,
  entry: Entry,
  imageType: ImageType,
  picture: number,
): string | undefined {
  const { productId, pictures, begins, accidents } = entry;
  const { contents } = pictures[picture - 1]!;
  const { stored } = viewOf(world.state(productId), picture).images[imageType];
  const about = aboutImage(productId, imageType, picture);
  const expected = contents.at(-1)!;
  if (!stored) {
    // Accidents that left no copy have lost it, and not the shop. Telegram has a copy of what a seller sent to the bot.
    const isOfSeller = contents.length > 1 || ["new", "stored", "three"].includes(begins);
    if (accidents.has("object") && (accidents.size > 1 || !isOfSeller)) return undefined;
    // No event has spoken of it yet.
    const isUntouched = stored === undefined && contents.length === 1;
    if (isUntouched && begins === "orphaned") return undefined;
    if (isUntouched && isLegacy(begins)) {
      return imageType === MAIN_IMAGE ? judgeLegacy(world, entry) : undefined;
    }
    return `${about} is lost: the log names no object`;
  }
  const bytes = world.bucket.get(stored.key);
  if (bytes === undefined) return `${about} is lost: B2 has no ${stored.key}`;
  const { content } = readPicture(bytes);
  return content === expected ? undefined : `${about} is "${content}" and not "${expected}"`;
}

/** A legacy row that was never imported names its object itself. */
function judgeLegacy(world: World, { productId }: Entry): string | undefined {
  const isThere = world.bucket.objects.has(`old/${productId}.jpg`);
  return isThere ? undefined : `the cover of ${productId} is lost: B2 has not its legacy object`;
}
