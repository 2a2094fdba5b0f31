import { byImage, type ImageType, PICTURES } from "../../src/domain/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { importProduct } from "../../src/legacy_import/import_product.ts";
import { planOf } from "../../src/legacy_import/plan.ts";
import { createPutProbe, LegacyFiles } from "../../src/legacy_import/mod.ts";
import { reconcile } from "../../src/pictures/mod.ts";
import { applyOnce, type DatabaseTransaction } from "../../src/postgres/mod.ts";
import {
  deleteProduct,
  getProduct,
  getProductOnSale,
  listProduct,
  replacePhoto,
  withdrawProduct,
} from "../../src/shop/mod.ts";
import { createSemaphore } from "../../src/std/mod.ts";
import { beginView, contentOf, type Entry, judgeView } from "./ledger.ts";
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
      return await sell(doing);
    case "replace":
      return await replace(doing, command.picture);
    case "withdraw":
      return await withdraw(doing);
    case "delete":
      return await remove(doing);
    case "view":
      return await view(doing, command.image);
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
      return void await applyOnce(db, { botId: TARGET.botId, updateId }, work);
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

async function sell(doing: Doing): Promise<void> {
  const { process: { enqueueStoreImage }, entry: { productId, contents }, updateId } = doing;
  const content = contentOf(productId, 0);
  if (contents.length === 0) contents.push(content);
  const product = {
    saleId: `sale of ${productId}`,
    title: "Lamp",
    description: "A fine one.",
    price: { minor: 1250, currency: "EUR" },
    photo: sendPhoto(doing, content),
    sellerId: SELLER,
    sellerUsername: "sam",
    cause: `update:${updateId}`,
  };
  await update(
    doing,
    (tx) => listProduct({ tx, enqueueStoreImage, drawId: () => productId }, product),
  );
  doing.entry.answered = 0;
}

async function replace(doing: Doing, picture: number): Promise<void> {
  const { process: { enqueueStoreImage }, entry, updateId } = doing;
  const { productId, contents, answered, withdrawn } = entry;
  const content = contentOf(productId, picture);
  if (!withdrawn && contents.length === answered + 1) contents.push(content);
  const photo = sendPhoto(doing, content);
  const replacement = { productId, sellerId: SELLER, photo, cause: `update:${updateId}` };
  await update(doing, (tx) => replacePhoto({ tx, enqueueStoreImage }, replacement));
  entry.answered = contents.length - 1;
}

async function withdraw(doing: Doing): Promise<void> {
  const { productId } = doing.entry;
  await update(doing, (tx) => withdrawProduct(tx, { productId, sellerId: SELLER }));
  doing.entry.withdrawn = true;
}

async function remove(doing: Doing): Promise<void> {
  const { process: { enqueueEraseProduct }, entry, updateId } = doing;
  const deletion = { productId: entry.productId, sellerId: SELLER, cause: `update:${updateId}` };
  await update(doing, (tx) => deleteProduct({ tx, enqueueEraseProduct }, deletion));
  entry.deleted = true;
}

async function view(doing: Doing, imageType: ImageType): Promise<void> {
  const { world, process: { parts: { db }, deliver }, entry } = doing;
  const begun = beginView(entry, imageType);
  const product = await getProductOnSale(db, entry.productId);
  if ("refused" in product) return;
  const sender = createSender(
    world.photos,
    world.perform,
    (seen) => {
      noteEntry(doing);
      world.breaks(judgeView(begun, seen));
    },
  );
  await deliver({ product, imageType, sender });
}

async function runReconcile(
  { world, process: { parts } }: Doing,
  { repairs, deletes }: Extract<Command, { do: "reconcile" }>,
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
  { what, image }: Extract<Command, { do: "lose" }>,
): Promise<void> {
  const { productId } = entry;
  const accident = () => {
    const key = world.state(productId).images[image].stored?.key;
    const fileId = world.row(productId)?.[PICTURES[image].columns.fileId] as string | null;
    if (what === "object" && key !== undefined) world.bucket.lose(key);
    else if (what === "disk" && key !== undefined) world.disk.delete(key);
    else if (what === "file id" && fileId) world.photos.end(fileId);
    else return;
    entry.accidents.add(what);
  };
  const label = () => `the ${what} of the ${image} of ${productId} is lost`;
  await world.perform({ label, act: accident, fail: () => {} });
}
