import {
  type CapturedFileId,
  type CommandOf,
  hadPicture,
  IMAGE_TYPES,
  type ImageType,
  MAIN_IMAGE,
  MAX_PICTURES,
  nextNumber,
  picturesInOrder,
  type ProductImages,
  type StoredImage,
  viewOf,
} from "../../domain/mod.ts";
import { loadImages } from "../../event_log/mod.ts";
import { putOriginal, putThenAppend } from "../../pictures/mod.ts";
import { type Semaphore, sha256Hex } from "../../std/mod.ts";
import { type OriginalObject, putPicture, renderObject } from "../bucket.ts";
import type { ImportParts } from "../import_product.ts";
import { leftIfFailed } from "../left_if_failed.ts";
import type { ImageOutcome, Left } from "../outcome.ts";
import { keepingOf, type RenderedLegacy, renderLegacy } from "../render_legacy.ts";
import { shownValue } from "../shown_value.ts";
import { takenOf } from "./further_pictures.ts";
import type { FurtherTask } from "./plan_further.ts";

/** The product has ten pictures. The seller may remove one. */
export const SURPLUS: Left = { outcome: "surplus", reason: "more_than_ten" };
/** The same picture is there already, under another value. */
const SAME: Left = { outcome: "superseded", reason: "same_picture" };
/** A seller who adds a picture at the same time takes its number. */
const ATTEMPTS = 3;

/**
 * Brings in the further pictures of a product, one after another, each with an append of its own: so a killed run goes on
 * behind the last one. After rendering, each waits for a slot to put.
 *
 * @throws the error of B2 or PostgreSQL. Run it again.
 */
export async function bringFurther(
  deps: ImportParts,
  productId: string,
  tasks: readonly FurtherTask[],
  putSlots: Semaphore,
): Promise<ImageOutcome[]> {
  const outcomes: ImageOutcome[] = [];
  for (const task of tasks) {
    const isFull = task.do !== "tell" && roomIn(await loadImages(deps.db, productId)) === 0;
    const brought = isFull ? { left: SURPLUS } : await bring(deps, productId, task, putSlots);
    outcomes.push(...describe(productId, task, brought));
  }
  return outcomes;
}

/** How many more pictures a product may have. */
export function roomIn(state: ProductImages): number {
  return Math.max(0, MAX_PICTURES - picturesInOrder(state).length);
}

type Brought =
  | { readonly left: Left }
  | {
    readonly stored: Readonly<Record<ImageType, StoredImage>>;
    readonly search?: object | undefined;
    readonly madeOf?: StoredImage | undefined;
  };

/** The lines of a report about a further picture: one for each image, or one that says why there are none. */
export function describe(
  product: string,
  { picture: { number: picture, value } }: FurtherTask,
  brought: Brought | { readonly ready: object | undefined },
): ImageOutcome[] {
  const about = { product, picture, value: shownValue(value) };
  if ("left" in brought) return [{ ...about, image: MAIN_IMAGE, ...brought.left }];
  if ("ready" in brought) {
    return IMAGE_TYPES.map((image) => ({ ...about, image, outcome: "ready", ...brought.ready }));
  }
  const { stored, search, madeOf } = brought;
  return IMAGE_TYPES.map((image) => ({
    ...about,
    image,
    key: stored[image].key,
    outcome: "migrated",
    ...(madeOf !== undefined && image === MAIN_IMAGE && { leftBehind: madeOf.key }),
    ...search,
  }));
}

async function bring(
  deps: ImportParts,
  productId: string,
  task: FurtherTask,
  putSlots: Semaphore,
): Promise<Brought> {
  if (task.do === "tell") return task;
  const { number, value } = task.picture;
  const about = { productId, image: MAIN_IMAGE, picture: number } as const;
  const keep = keepingOf(deps, productId);
  const rendering: Promise<(RenderedLegacy & Partial<OriginalObject>) | { left: Left }> =
    task.do === "adopt"
      ? renderObject(deps, task.object, value, keep)
      : renderLegacy(deps, value, keep);
  const rendered = await leftIfFailed(about, rendering);
  if ("left" in rendered) return rendered;
  return await putSlots(() => leftIfFailed(about, record(deps, productId, task, rendered)));
}

/** Puts the pictures of a value, and appends their events. */
async function record(
  deps: ImportParts,
  productId: string,
  { picture: { number, value } }: FurtherTask,
  { images, search, madeOf, kept }:
    & Exclude<RenderedLegacy, { left: Left }>
    & Partial<OriginalObject>,
): Promise<Brought> {
  const taken = takenOf(value, search !== undefined);
  const metadata = { ...deps.metadata, ...taken };
  const sha256 = sha256Hex(images[MAIN_IMAGE].bytes);
  let refused = "superseded";
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    let put: { readonly left: Left } | { readonly stored: Record<ImageType, StoredImage> };
    const executed = await putThenAppend(deps, productId, async (store) => {
      const state = await loadImages(deps.db, productId);
      if (hasPicture(state, sha256)) return void (put = { left: SAME });
      const parts = { ...deps, store };
      const [cover, thumb] = await Promise.all([
        putPicture(parts, productId, "cover", images.cover),
        putPicture(parts, productId, "thumb", images.thumb),
      ]);
      const stored = { cover: cover.stored, thumb: thumb.stored };
      put = { stored };
      const original = kept && await putOriginal(store, kept, { probe: deps.probe });
      const fileId = deps.elsewhere?.fileIdOf(value);
      return commandOf(numberFor(number, state), stored, { fileId, madeOf, original });
    }, { metadata });
    if (!("refused" in executed)) return "left" in put! ? put : { ...put!, search, madeOf };
    refused = executed.refused;
    if (refused === "too_many") return { left: SURPLUS };
    if (refused !== "superseded" && refused !== "removed") break;
  }
  return { left: { outcome: "superseded", reason: refused } };
}

function hasPicture(state: ProductImages, sha256: string): boolean {
  return picturesInOrder(state).some((picture) =>
    viewOf(state, picture).images[MAIN_IMAGE].stored?.sha256 === sha256
  );
}

/** Its number in the row, so that a picture that comes in later stands at its place. A seller may have taken it. */
function numberFor(number: number, state: ProductImages): number {
  return number <= MAX_PICTURES && !hadPicture(state, number) ? number : nextNumber(state);
}

function commandOf(
  picture: number,
  images: Readonly<Record<ImageType, StoredImage>>,
  { fileId, madeOf, original }: {
    readonly fileId: CapturedFileId | undefined;
    readonly madeOf: StoredImage | undefined;
    readonly original: StoredImage | undefined;
  },
): CommandOf<"MigrateImages"> {
  return {
    type: "MigrateImages",
    picture,
    images,
    original,
    ...(fileId !== undefined && { fileIds: { [MAIN_IMAGE]: fileId } }),
    ...(madeOf !== undefined && { madeOf: { [MAIN_IMAGE]: madeOf } }),
  };
}
