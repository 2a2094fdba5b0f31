import {
  type CapturedFileId,
  type CommandOf,
  type ImageType,
  MAIN_IMAGE,
  type StoredImage,
} from "../domain/mod.ts";
import { type EventMetadata, replayProduct } from "../event_log/mod.ts";
import type { RenderedImage } from "../imaging/mod.ts";
import {
  type KeptOriginal,
  putOriginal,
  putThenAppend,
  type WritingParts,
} from "../pictures/mod.ts";
import { adoptPicture, type Bucket, putPicture, type Recorded } from "./bucket.ts";
import type { Elsewhere } from "./elsewhere.ts";
import type { LegacyRow } from "./legacy_row.ts";
import type { Semaphore } from "../std/mod.ts";
import { leftIfFailed } from "./left_if_failed.ts";
import type { FileSearch, ImageOutcome, Left } from "./outcome.ts";
import type { Task } from "./plan.ts";
import { takenOf } from "./further/further_pictures.ts";
import {
  keepingOf,
  type RenderedLegacy,
  renderLegacy,
  type RenderLegacyDeps,
} from "./render_legacy.ts";

/** The parts that an import needs. */
export interface ImportParts extends RenderLegacyDeps, Bucket, WritingParts {
  readonly store: WritingParts["store"];
  /** Whether the files themselves are kept in B2, without metadata. */
  readonly keepsOriginals?: boolean;
  /** Stored with the events. */
  readonly metadata: EventMetadata;
}

const NOT_FOUND = { left: { outcome: "missing", reason: "not_found" } } as const;

/** What preparing a task needs. */
type PreparingParts = Omit<ImportParts, "store"> & Bucket;

/** A task. One that needs a file has its rendered pictures. */
type Rendered = Task & { readonly rendered?: RenderedLegacy };
type Prepared = Task & (Recorded | { readonly projected: true }) & {
  readonly search?: FileSearch | undefined;
};

/**
 * The values stay in the log: a later run must know which files are taken, and which further pictures are in, when the columns
 * have URLs.
 */
function metadataOf(
  metadata: EventMetadata,
  pictures: readonly Rendered[],
  { listed = [] }: Pick<LegacyRow, "listed">,
): EventMetadata {
  const taken = pictures.flatMap(({ rendered }) =>
    rendered === undefined || "left" in rendered
      ? []
      : [takenOf(rendered.value, rendered.search !== undefined)]
  );
  const values = taken.flatMap((each) => "legacyValues" in each ? each.legacyValues : []);
  const others = taken.flatMap((each) => "legacyTaken" in each ? each.legacyTaken : []);
  return {
    ...metadata,
    ...(values.length > 0 && { legacyValues: [...new Set(values)] }),
    ...(others.length > 0 && { legacyTaken: [...new Set(others)] }),
    ...(listed.length > 0 && { legacyFurther: listed }),
  };
}

/**
 * Does the tasks of a row. All pictures are in B2 before one append records them. The columns change in
 * that append. Each step can be repeated. After rendering, the product waits for a slot to put.
 *
 * @throws the error of B2 or PostgreSQL. Run it again.
 */
export async function importProduct(
  deps: ImportParts,
  row: Pick<LegacyRow, "productId" | "replacing" | "listed">,
  tasks: readonly Task[],
  putSlots: Semaphore,
): Promise<ImageOutcome[]> {
  const product = row.productId;
  const rendered = await renderAll(deps, product, tasks);
  return await putSlots(async () => {
    let prepared: readonly Prepared[] | undefined;
    const executed = await putThenAppend(deps, product, async (store) => {
      const parts = { ...deps, store };
      prepared = await allOf(rendered.map((picture) => prepare(parts, product, picture)));
      return recording(deps, prepared, row.replacing);
    }, { metadata: metadataOf(deps.metadata, rendered, row) });
    const refused = "refused" in executed ? executed.refused : undefined;
    return (prepared ?? tasks).flatMap((picture) => describe(product, picture, refused));
  });
}

/** `refused`: why the log does not take the pictures. */
function describe(
  product: string,
  picture: Prepared | Task,
  refused: string | undefined,
): ImageOutcome[] {
  const { image } = picture;
  const isStored = "stored" in picture || !("left" in picture || "projected" in picture);
  if (isStored && refused !== undefined) {
    return [{ product, image, outcome: "superseded", reason: refused }];
  }
  if ("stored" in picture) {
    return [{ product, image, key: picture.stored.key, ...doneBy(picture), ...picture.search }];
  }
  if ("projected" in picture) return [{ product, image, outcome: "projected" }];
  // Empty columns need no report line.
  if (!("left" in picture) || picture.do === "migrate" && !picture.asked) return [];
  return [{ product, image, ...picture.left }];
}

function doneBy(
  { do: what, madeOf }: Pick<Task, "do"> & { readonly madeOf?: StoredImage },
): Pick<ImageOutcome, "outcome" | "leftBehind"> {
  if (madeOf !== undefined) return { outcome: "migrated", leftBehind: madeOf.key };
  return { outcome: what === "adopt" ? "adopted" : "migrated" };
}

/** Waits for all, even if one fails. So no work of a product continues after the return. */
async function allOf<T>(work: readonly Promise<T>[]): Promise<T[]> {
  return (await Promise.allSettled(work)).map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

/** Renders each value only once. What is kept is the original of the main picture. */
function renderAll(
  deps: PreparingParts,
  productId: string,
  tasks: readonly Task[],
): Promise<Rendered[]> {
  const known = new Map<string, Promise<RenderedLegacy>>();
  const ofMain = new Set(
    tasks.flatMap((task) => task.do === "migrate" && task.image === MAIN_IMAGE ? task.values : []),
  );
  const keep = keepingOf(deps, productId);
  const render = (value: string) => {
    const rendered = known.get(value) ??
      renderLegacy(deps, value, ofMain.has(value) ? keep : undefined);
    known.set(value, rendered);
    return rendered;
  };
  return allOf(tasks.map(async (task) => {
    if (task.do !== "migrate") return task;
    const about = { productId, image: task.image };
    return { ...task, rendered: await leftIfFailed(about, firstOf(task.values, render)) };
  }));
}

async function prepare(
  deps: PreparingParts,
  productId: string,
  { rendered, ...task }: Rendered,
): Promise<Prepared> {
  const { image } = task;
  const about = { productId, image };
  switch (task.do) {
    case "project":
      await replayProduct(deps.db, productId);
      return { ...task, projected: true };
    case "adopt":
      return {
        ...task,
        ...await leftIfFailed(about, adoptPicture(deps, productId, image, task)),
      };
    case "migrate": {
      if (rendered === undefined || "left" in rendered) {
        return { ...task, ...rendered ?? NOT_FOUND };
      }
      const { images, search, kept } = rendered;
      const put = putWithOriginal(deps, productId, { image, rendered: images[image], kept });
      return { ...task, search, ...await leftIfFailed(about, put) };
    }
  }
}

/** Of the thumb, which is perhaps of a file of its own, no original is kept. */
async function putWithOriginal(
  deps: PreparingParts,
  productId: string,
  { image, rendered, kept }: {
    readonly image: ImageType;
    readonly rendered: RenderedImage;
    readonly kept: KeptOriginal | undefined;
  },
): Promise<Recorded> {
  const put = await putPicture(deps, productId, image, rendered);
  if (image !== MAIN_IMAGE || kept === undefined) return put;
  return { ...put, original: await putOriginal(deps.store, kept, { probe: deps.probe }) };
}

/** The first file that can be rendered. If none can, the reason of the first one. */
async function firstOf(
  values: readonly string[],
  render: (value: string) => Promise<RenderedLegacy>,
): Promise<RenderedLegacy> {
  let first: { readonly left: Left } | undefined;
  for (const value of values) {
    const rendered = await render(value);
    if (!("left" in rendered)) return rendered;
    first ??= rendered;
  }
  return first ?? NOT_FOUND;
}

/** The command that records the pictures that are in B2 now; undefined if there are none. */
function recording(
  { elsewhere }: Pick<ImportParts, "elsewhere">,
  prepared: readonly Prepared[],
  replacing: LegacyRow["replacing"] = {},
): CommandOf<"MigrateImages"> | undefined {
  const images: Partial<Record<ImageType, StoredImage>> = {};
  const madeOf: Partial<Record<ImageType, StoredImage>> = {};
  const fileIds: Partial<Record<ImageType, CapturedFileId>> = {};
  let original: StoredImage | undefined;
  for (const picture of prepared) {
    if (!("stored" in picture)) continue;
    images[picture.image] = picture.stored;
    original ??= picture.original;
    if (picture.madeOf !== undefined) madeOf[picture.image] = picture.madeOf;
    const fileId = fileIdOf(elsewhere, picture);
    if (fileId !== undefined) fileIds[picture.image] = fileId;
  }
  if (Object.keys(images).length === 0) return undefined;
  return { type: "MigrateImages", images, madeOf, fileIds, replacing, original };
}

/** The Telegram photo that the main picture was made of. A smaller one does not name the photo of the product. */
function fileIdOf(elsewhere: Elsewhere | undefined, task: Task): CapturedFileId | undefined {
  if (task.do !== "migrate" || !task.asked || task.image !== MAIN_IMAGE) return undefined;
  return elsewhere?.fileIdOf(task.values[0]!);
}
