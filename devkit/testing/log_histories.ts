import {
  byImage,
  IMAGE_TYPES,
  type ImageCommand,
  objectKey,
  type StoredImage,
} from "../../src/domain/mod.ts";
import { appendEvents } from "../../src/event_log/append.ts";
import {
  execute,
  findNamedObject,
  lastPictureChange,
  listNamedObjects,
  listObjectKeys,
  loadImages,
  replayProduct,
  summarizeNamedObjects,
} from "../../src/event_log/mod.ts";
import { countJobs, forgetJobs } from "../../src/jobs/boss_tables.ts";
import { createTelegramFileIds } from "../../src/pictures/mod.ts";
import { listUrlsOfOthers, loadProductRow } from "../../src/pictures/product_row.ts";
import { applyOnce, type Database, type DatabaseTransaction } from "../../src/postgres/mod.ts";
import {
  addPicture,
  deleteProduct,
  getProductOnSale,
  listProduct,
  type PictureWork,
  putPictureFirst,
  removePicture,
  replacePhoto,
  withdrawProduct,
} from "../../src/shop/mod.ts";
import type { Random } from "./random.ts";
import { drawPicture } from "../simulation/pictures.ts";
import { BUCKET, SELLER, TARGET } from "../simulation/world.ts";

/** A database and the queue that goes with it: PostgreSQL, or the stand-in. */
export interface Log extends PictureWork {
  readonly db: Database;
}

/** One thing that is done to a database; it returns what the database answers. */
export interface Step {
  readonly name: string;
  do(log: Log): Promise<unknown>;
}

/** What the steps of one history are drawn from. */
interface Draw {
  readonly random: Random;
  /** The products of the history. One of them is never listed. */
  readonly products: readonly string[];
  /** A number that no other step has, in any history. */
  readonly serial: number;
}

/** Draws a history: what is done to a database, one thing after another. Histories share nothing but some objects. */
export function drawHistory(random: Random, history: number, length: number): Step[] {
  const makers = [change, change, change, update, update, read, append];
  const products = ["A", "B", "NONE"].map((name) => `TBF-${history}${name}`);
  return Array.from(
    { length },
    (_, at) => random.pick(makers)({ random, products, serial: history * 1000 + at }),
  );
}

/** A command, decided and appended. */
function change({ random, products }: Draw): Step {
  const productId = random.pick(products);
  const command = drawCommand(random, productId);
  const run = async ({ db }: Log) => await execute(db, productId, command, { actor: "test" });
  return { name: `${command.type} of ${productId}`, do: run };
}

function drawCommand(random: Random, productId: string): ImageCommand {
  const imageType = random.pick(IMAGE_TYPES);
  const picture = random.pick([1, 1, 2, 3]);
  const fileId = `id-${random.below(3)}`;
  const { botId } = TARGET;
  const images = byImage((each) => stored(productId, each, random.below(3)));
  const { sha256 } = images[imageType];
  const evidence = random.pick([{}, { sha256 }]);
  const captured = { botId: random.pick([botId, 7]), fileId, ...evidence };
  const image = stored(productId, imageType, 4);
  return random.pick<ImageCommand>([
    { type: "CaptureFileId", picture, imageType, captured, legacy: random.below(3) === 0 },
    { type: "StoreImages", picture, generation: random.below(3), images },
    { type: "MigrateImages", picture, images: { [imageType]: images[imageType] } },
    { type: "ReplaceImages", picture, reason: "replaced", photo: { botId, fileId } },
    { type: "InvalidateFileId", picture, imageType, botId, fileId, reason: "refused" },
    { type: "RepairImage", picture, imageType, lostSha256: sha256, image },
    { type: "GiveUpImage", picture, imageType, lostSha256: sha256, reason: "lost" },
    { type: "AdoptImages", generation: random.below(3), images },
    { type: "AddPicture", photo: { botId, fileId, fileUniqueId: fileId } },
    { type: "RemovePicture", picture },
    { type: "PutPictureFirst", picture },
  ]);
}

function stored(
  productId: string,
  imageType: (typeof IMAGE_TYPES)[number],
  n: number,
): StoredImage {
  // The products share some objects, as rows of an older shop did.
  const { bytes, ...image } = drawPicture(`picture ${n}`, "shop", imageType);
  const key = n === 0 ? `old/${imageType}.jpg` : objectKey(productId, imageType, image.sha256);
  return { bucket: BUCKET, key, sizeBytes: bytes.length, origin: "seller", ...image };
}

/** A use case in a transaction with the mark of its update; some are repeated, some rolled back. */
function update({ random, products, serial }: Draw): Step {
  const [name, work] = random.pick(USE_CASES);
  const productId = random.pick(products);
  const sellerId = random.pick([SELLER, SELLER, SELLER, 43]);
  const updateId = serial - (random.below(4) === 0 ? random.below(4) : 0);
  const id = { botId: TARGET.botId, updateId };
  const isUndone = random.below(6) === 0;
  const run = async (log: Log) => {
    const undone = new Error("undone");
    return await applyOnce(log.db, id, async (tx) => {
      const answer = await work(log, tx, productId, sellerId, serial);
      if (isUndone) throw undone;
      return answer;
    }).catch((error) => {
      if (error === undone || error.code === "unexpected_refusal") return "undone";
      throw error;
    });
  };
  return { name: `${name} ${productId}`, do: run };
}

type UseCase = (
  log: Log,
  tx: DatabaseTransaction,
  productId: string,
  sellerId: number,
  at: number,
) => Promise<unknown>;

const uuidOf = (serial: number) => `00000000-0000-4000-8000-${String(serial).padStart(12, "0")}`;

const photo = (at: number) => ({
  botId: TARGET.botId,
  fileId: `photo-${at}`,
  fileUniqueId: `unique-${at}`,
  originalFileId: `original-${at}`,
});

const list: UseCase = ({ enqueueStoreImage }, tx, productId, sellerId, at) => {
  const ids = [productId, `TBF-X${at}`];
  return listProduct({ tx, enqueueStoreImage, drawId: () => ids.shift()! }, {
    saleId: uuidOf(at),
    title: "Lamp",
    description: "A fine one.",
    price: { minor: 1250, currency: "EUR" },
    // One in three sells two pictures, one of them twice.
    photos: at % 3 === 0 ? [photo(at), photo(at + 1), photo(at)] : [photo(at)],
    sellerId,
    sellerUsername: null,
    cause: "update:1",
  });
};

/** Without a sale, the others find nothing to do. */
const USE_CASES: readonly [string, UseCase][] = [
  ["list", list],
  ["list", list],
  [
    "replace",
    ({ enqueueStoreImage }, tx, productId, sellerId, at) =>
      replacePhoto({ tx, enqueueStoreImage }, {
        productId,
        sellerId,
        photo: photo(at),
        ...(at % 2 === 0 && { picture: 1 + at % 3 }),
        cause: "update:1",
      }),
  ],
  [
    "add to",
    (log, tx, productId, sellerId, at) =>
      addPicture({ ...log, tx }, { productId, sellerId, photo: photo(at), cause: "update:1" }),
  ],
  [
    "remove a picture of",
    (_log, tx, productId, sellerId, at) =>
      removePicture({ tx }, { productId, sellerId, picture: 1 + at % 3, cause: "update:1" }),
  ],
  [
    "put another first of",
    (_log, tx, productId, sellerId, at) =>
      putPictureFirst({ tx }, { productId, sellerId, picture: 1 + at % 3, cause: "update:1" }),
  ],
  ["withdraw", (_log, tx, productId, sellerId) => withdrawProduct(tx, { productId, sellerId })],
  [
    "delete",
    ({ enqueueEraseProduct }, tx, productId, sellerId) =>
      deleteProduct({ tx, enqueueEraseProduct }, { productId, sellerId, cause: "update:1" }),
  ],
];

/** Everything that the use cases read. */
function read({ random, products }: Draw): Step {
  const productId = random.pick(products);
  const { key } = stored(productId, random.pick(IMAGE_TYPES), random.below(4));
  const pageSize = 1 + random.below(3);
  const forgets = random.below(3) === 0;
  const run = async ({ db }: Log) => ({
    images: await loadImages(db, productId),
    row: await loadProductRow(db, productId),
    onSale: await getProductOnSale(db, productId),
    fileIds: await createTelegramFileIds(db, TARGET.botId).getBothFileIds(productId),
    named: await findNamedObject(db, key),
    allNamed: await Array.fromAsync(listNamedObjects(db, { pageSize })),
    keys: await listObjectKeys(db, productId),
    summary: await summarizeNamedObjects(db, "products/"),
    changed: await lastPictureChange(db, productId),
    others: (await listUrlsOfOthers(db, productId, [`${TARGET.publicUrl}/${key}`])).sort(),
    replayed: await replayProduct(db, productId),
    running: forgets ? await forgetJobs(db, "store-image", productId) : 0,
    jobs: await Promise.all(
      ["store-image", "erase-product", "erase-again"].map((name) => countJobs(db, name)),
    ),
  });
  return { name: `read ${productId}`, do: run };
}

/** An append past `decide`, whose version may be wrong and whose batch may be known. */
function append({ random, products, serial }: Draw): Step {
  const productId = random.pick(products);
  const expectedVersion = random.below(5);
  const eventId = uuidOf(serial - random.below(9));
  const data = stored(productId, "cover", 1);
  const event = { type: "ImageUploadedToB2", imageType: "cover", data } as const;
  const one = { productId, expectedVersion, events: [{ eventId, event }] };
  const run = async ({ db }: Log) =>
    await appendEvents(db, { ...one, metadata: { actor: "test" } }).catch(() => "refused");
  return { name: `append to ${productId} at ${expectedVersion}`, do: run };
}
