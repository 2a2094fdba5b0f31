import { byImage, viewOf } from "../../src/domain/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { importProduct } from "../../src/legacy_import/import_product.ts";
import { planOf } from "../../src/legacy_import/plan.ts";
import { createPutProbe, LegacyFiles } from "../../src/legacy_import/mod.ts";
import { reconcile } from "../../src/pictures/mod.ts";
import { applyOnce, type DatabaseTransaction } from "../../src/postgres/mod.ts";
import {
  addPicture,
  deleteProduct,
  getProduct,
  getProductOnSale,
  listProduct,
  putPictureFirst,
  removePicture,
  replacePhoto,
  withdrawProduct,
  withPicture,
} from "../../src/shop/mod.ts";
import { createSemaphore } from "../../src/std/mod.ts";
import { aboutImage, beginView, contentOf, type Entry, judgeView, openPicture } from "./ledger.ts";
import type { ShopProcess } from "./process.ts";
import { type Call, MustWait } from "./scheduler.ts";
import type { Command } from "./script.ts";
import { createSender } from "./telegram.ts";
import { LONG_MS, SELLER, TARGET, type World } from "./world.ts";

/** Where a command is done, and about what. */
export interface Doing {
  readonly world: World;
  readonly process: ShopProcess;
  readonly entry: Entry;
  /** The same for a command that is done again, after its process was killed. */
  readonly updateId: number;
}

/** Does a command. It throws what made a part fail, apart from updates: they are tried again, as in the bot. */
export async function perform(doing: Doing, command: Command): Promise<void> {
  noteEntry(doing);
  await act(doing, command);
  noteEntry(doing);
}

/** What was said to a seller, and what is shown to a buyer, is judged by their order. */
function noteEntry({ world, entry }: Doing): void {
  world.footprint.write("entry", entry.productId);
}

async function act(doing: Doing, command: Command): Promise<void> {
  switch (command.do) {
    case "sell":
      return await sell(doing, command);
    case "replace":
      return await replace(doing, command);
    case "add":
      return await add(doing, command);
    case "remove":
      return await removeOne(doing, command.picture);
    case "put first":
      return await putFirst(doing, command.picture);
    case "withdraw":
      return await withdraw(doing);
    case "delete":
      return await remove(doing);
    case "view":
      return await view(doing, command);
    case "reconcile":
      return await runReconcile(doing, command);
    case "import":
      return await runImport(doing);
    case "lose":
      return await lose(doing, command);
    case "wait":
      return await wait(doing);
  }
}

/**
 * Days pass, but only while nobody but buyers is at work: Telegram delivers an update again within a day, and a command or
 * job does not sleep for days between its put and its append.
 */
async function wait({ world, process }: Doing): Promise<void> {
  const { scheduler } = world;
  const isAtWork = ({ task }: Call) =>
    task.process.name !== process.name && !task.name.startsWith("buyer");
  const isBusy = () => scheduler.late.length > 0 || scheduler.calls.some(isAtWork);
  const pass = () => {
    if (isBusy()) throw new MustWait(isBusy);
    world.clockMs += LONG_MS;
  };
  await world.perform({ label: () => "three days pass", act: pass, fail: () => {} });
}

/** Handles an update as the bot does: once, and again while PostgreSQL is away. */
async function update(
  { process: { parts: { db } }, updateId }: Doing,
  work: (tx: DatabaseTransaction) => Promise<unknown>,
): Promise<void> {
  for (;;) {
    try {
      await applyOnce(db, { botId: TARGET.botId, updateId }, work);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== "08006") throw error;
    }
  }
}

function sendPhoto({ world: { photos }, updateId }: Doing, content: string) {
  const fileId = photos.add(content, `photo ${updateId} of ${content}`);
  const originalFileId = photos.add(content, `original ${updateId} of ${content}`);
  return { botId: TARGET.botId, fileId, fileUniqueId: `unique-${fileId}`, originalFileId };
}

type CommandTo<Do extends Command["do"]> = Extract<Command, { do: Do }>;

async function sell(doing: Doing, { further = [] }: CommandTo<"sell">): Promise<void> {
  const { process: { enqueueStoreImage }, entry, updateId } = doing;
  const { productId, pictures } = entry;
  const contents = [0, ...further];
  if (pictures.length === 0) {
    pictures.push(...contents.map((each) => openPicture(productId, each)));
  }
  const product = {
    saleId: `sale of ${productId}`,
    title: "Lamp",
    description: "A fine one.",
    price: { minor: 1250, currency: "EUR" },
    photos: contents.map((each) => sendPhoto(doing, contentOf(productId, each))),
    sellerId: SELLER,
    sellerUsername: "sam",
    cause: `update:${updateId}`,
  };
  await update(
    doing,
    (tx) => listProduct({ tx, enqueueStoreImage, drawId: () => productId }, product),
  );
  for (const each of pictures) each.answered = 0;
  entry.order = pictures.map((_, at) => at + 1);
}

async function replace(doing: Doing, { content, picture }: CommandTo<"replace">): Promise<void> {
  const { process: { enqueueStoreImage }, entry } = doing;
  const { productId, pictures, order } = entry;
  const shown = contentOf(productId, content);
  const number = picture ?? order[0]!;
  const replaced = has(entry, number) ? pictures[number - 1] : undefined;
  if (replaced !== undefined && replaced.contents.length === replaced.answered + 1) {
    replaced.contents.push(shown);
  }
  const photo = sendPhoto(doing, shown);
  await update(
    doing,
    (tx) => replacePhoto({ tx, enqueueStoreImage }, { ...ownOf(doing), photo, picture }),
  );
  if (replaced !== undefined) replaced.answered = replaced.contents.length - 1;
}

/** Whether its seller can change this picture, as the seller was told. */
function has({ withdrawn, order }: Entry, picture: number): boolean {
  return !withdrawn && order.includes(picture);
}

function ownOf({ entry: { productId }, updateId }: Doing) {
  return { productId, sellerId: SELLER, cause: `update:${updateId}` };
}

/** It is refused if every picture of the product was lost. */
async function add(doing: Doing, { content }: CommandTo<"add">): Promise<void> {
  const { world, process: { enqueueStoreImage }, entry } = doing;
  const { productId, pictures, withdrawn } = entry;
  const isRepeated = pictures.at(-1)!.answered === -1;
  if (!withdrawn && !isRepeated) pictures.push(openPicture(productId, content));
  const photo = sendPhoto(doing, contentOf(productId, content));
  await update(doing, (tx) => addPicture({ tx, enqueueStoreImage }, { ...ownOf(doing), photo }));
  if (withdrawn) return;
  if (world.state(productId).further?.[pictures.length] === undefined) pictures.pop();
  else {
    pictures.at(-1)!.answered = 0;
    entry.order.push(pictures.length);
  }
}

async function removeOne(doing: Doing, picture: number): Promise<void> {
  const { entry } = doing;
  await update(doing, (tx) => removePicture({ tx }, { ...ownOf(doing), picture }));
  if (!has(entry, picture) || entry.order.length === 1) return;
  entry.pictures[picture - 1]!.removed = true;
  entry.order = entry.order.filter((each) => each !== picture);
}

async function putFirst(doing: Doing, picture: number): Promise<void> {
  const { entry } = doing;
  await update(doing, (tx) => putPictureFirst({ tx }, { ...ownOf(doing), picture }));
  if (!has(entry, picture)) return;
  entry.order = [picture, ...entry.order.filter((each) => each !== picture)];
}

async function withdraw(doing: Doing): Promise<void> {
  const { productId } = doing.entry;
  await update(doing, (tx) => withdrawProduct(tx, { productId, sellerId: SELLER }));
  doing.entry.withdrawn = true;
}

async function remove(doing: Doing): Promise<void> {
  const { process: { enqueueEraseProduct }, entry } = doing;
  await update(doing, (tx) => deleteProduct({ tx, enqueueEraseProduct }, ownOf(doing)));
  entry.deleted = true;
}

async function view(doing: Doing, { image, place = 1 }: CommandTo<"view">): Promise<void> {
  const { world, process: { parts: { db }, deliver }, entry } = doing;
  const begun = beginView(entry, image);
  const offer = await getProductOnSale(db, entry.productId);
  const product = "refused" in offer ? undefined : withPicture(offer, place);
  if (product === undefined) return;
  const sender = createSender(
    world.photos,
    world.perform,
    (seen) => {
      noteEntry(doing);
      world.breaks(judgeView(begun, product.picture, seen));
    },
  );
  await deliver({ product, imageType: image, sender });
}

async function runReconcile(
  { world, process: { parts } }: Doing,
  { repairs, deletes }: CommandTo<"reconcile">,
): Promise<void> {
  await reconcile(parts, {
    ...(repairs && { repair: parts, adopts: !deletes }),
    deletes: deletes ? ["orphaned", "superseded"] : [],
    now: world.now,
  });
}

/** As `migrate-images --adopt` does for one row. */
async function runImport(
  { world, process: { parts }, entry: { productId } }: Doing,
): Promise<void> {
  const product = await getProduct(parts.db, productId);
  const { images } = await loadImages(parts.db, productId);
  const row = {
    productId,
    urls: byImage((each) => product?.images[each].url ?? null),
    known: byImage((each) => images[each].stored !== undefined),
  };
  const { bucketUrls } = parts;
  const deps = {
    ...parts,
    probe: createPutProbe(world.now),
    files: new LegacyFiles({ root: "/nowhere" }),
    renderSlots: createSemaphore(2),
    metadata: { actor: "migrate-images" },
  };
  const tasks = planOf(row, { bucketUrls, migrate: true, adopt: true });
  await importProduct(deps, row, tasks, createSemaphore(2));
}

/** An accident: B2 or the disk loses an object of the present picture, or Telegram takes its file id no more. */
async function lose(
  { world, entry }: Doing,
  { what, image, picture = 1 }: CommandTo<"lose">,
): Promise<void> {
  const { productId } = entry;
  const accident = () => {
    const { stored, fileIds } = viewOf(world.state(productId), picture).images[image];
    const key = stored?.key;
    const fileId = fileIds?.at(-1)?.fileId;
    if (what === "object" && key !== undefined) world.bucket.lose(key);
    else if (what === "disk" && key !== undefined) world.disk.delete(key);
    else if (what === "file id" && fileId) world.photos.end(fileId);
    else return;
    entry.accidents.add(what);
  };
  const label = () => `the ${what} of ${aboutImage(productId, image, picture)} is lost`;
  await world.perform({ label, act: accident, fail: () => {} });
}
