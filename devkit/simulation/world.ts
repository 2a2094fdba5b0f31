import {
  byImage,
  IMAGE_TYPES,
  MAIN_IMAGE,
  objectKey,
  type StoredImage,
} from "../../src/domain/mod.ts";
import { execute } from "../../src/event_log/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { Bucket } from "./b2.ts";
import { type Do, openTables } from "./database.ts";
import { Disk } from "./disk.ts";
import { type Beginning, type Entry, isLegacy, openEntry } from "./ledger.ts";
import { Footprint } from "./footprint.ts";
import { stateOf } from "./log_statements.ts";
import { drawPicture } from "./pictures.ts";
import { Scheduler } from "./scheduler.ts";
import { TableSpace } from "./table_space.ts";
import { Transaction } from "./tables.ts";
import { Photos } from "./telegram.ts";

/** The bot of the simulated shop, and where its columns point to. */
export const TARGET = { botId: 1, publicUrl: "https://cdn.example/pictures" } as const;

/** The bucket's name in the events. */
export const BUCKET = "pictures";

/** The seller of every product. */
export const SELLER = 42;

/** More than the grace period of `reconcile`, and than everything that the shop puts off. */
export const LONG_MS = 3 * 86_400_000;

const START_MS = Date.UTC(2026, 0, 1);

/** Everything outside of the processes, and the order in which it is used. */
export class World {
  readonly scheduler = new Scheduler();
  /** Moves by a second with each move, and as somebody waits. */
  clockMs = START_MS;
  readonly now = (): Date => new Date(this.clockMs);
  readonly footprint = new Footprint();
  readonly space = new TableSpace(TARGET, this.now, this.footprint);
  readonly bucket = new Bucket(this.now, this.footprint);
  readonly disk = new Disk(this.footprint);
  readonly photos = new Photos(this.footprint);
  readonly entries: readonly Entry[];
  /** The first promise that was broken. */
  broken: string | undefined;
  readonly perform: Do = (request) => this.scheduler.call(request);

  constructor(products: readonly Beginning[]) {
    this.entries = products.map((begins, at) => openEntry(at + 1, begins));
  }

  /** Remembers a promise that is broken. */
  breaks(promise: string | undefined): void {
    this.broken ??= promise;
  }

  /** A product's row as it is committed. */
  row(productId: string) {
    return new Transaction().get(this.space.table("products"), productId);
  }

  /** What the log says of a product's pictures. */
  state(productId: string) {
    return stateOf({ tx: new Transaction(), table: this.space.table }, productId);
  }
}

/** Makes a world, with what is there when a simulation begins. It was made long ago. */
export async function openWorld(products: readonly Beginning[]): Promise<World> {
  const world = new World(products);
  for (const entry of world.entries) await begin(world, entry);
  world.clockMs += LONG_MS;
  return world;
}

async function begin(world: World, { productId, begins, pictures }: Entry): Promise<void> {
  const [content] = pictures.map(({ contents: [first] }) => first!);
  if (content === undefined) return;
  const url = (key: string) => `${TARGET.publicUrl}/${key}`;
  const images = byImage((imageType) => drawPicture(content, "shop", imageType));
  const key = objectKey(productId, MAIN_IMAGE, images.cover.sha256);
  const legacyKey = `old/${productId}.jpg`;
  world.space.put("products", {
    product_id: productId,
    title: "Lamp",
    description: "A fine one.",
    price_minor: 1250,
    price_currency: "EUR",
    seller_id: SELLER,
    seller_username: "sam",
    sale_id: `sale of ${productId}`,
    cover_image_url: isLegacy(begins) ? url(legacyKey) : null,
  });
  if (begins === "orphaned") world.bucket.put(key, images.cover.bytes);
  if (begins === "half-imported") {
    for (const imageType of IMAGE_TYPES) {
      const { sha256, bytes } = images[imageType];
      world.bucket.put(objectKey(productId, imageType, sha256), bytes);
    }
  }
  if (isLegacy(begins)) {
    // It has a comment in it, so that an import makes it anew.
    world.bucket.put(legacyKey, drawPicture(content, "camera", MAIN_IMAGE).bytes);
  }
  if (begins !== "stored" && begins !== "three") return;
  for (const [at, { contents: [shown] }] of pictures.entries()) {
    await store(world, productId, at + 1, shown!);
  }
}

/** A sale whose job is done. */
async function store(
  world: World,
  productId: string,
  picture: number,
  content: string,
): Promise<void> {
  const db = openAtOnce(world.space);
  const metadata = { actor: "beginning" };
  const fileId = world.photos.add(content, `photo of ${content}`);
  const photo = { botId: TARGET.botId, fileId, fileUniqueId: `unique-${fileId}` };
  const show = picture === 1
    ? { type: "CaptureFileId", imageType: MAIN_IMAGE, captured: photo } as const
    : { type: "AddPicture", photo } as const;
  await execute(db, productId, show, metadata);
  const images = byImage((imageType): StoredImage => {
    const { bytes, ...image } = drawPicture(content, "shop", imageType);
    const key = objectKey(productId, imageType, image.sha256);
    world.bucket.put(key, bytes);
    world.disk.set(key, bytes);
    return { bucket: BUCKET, key, sizeBytes: bytes.length, origin: "seller", ...image };
  });
  await execute(db, productId, { type: "StoreImages", picture, generation: 0, images }, metadata);
}

/** A connection that waits for nobody: what is there at the beginning needs no order. */
function openAtOnce(space: TableSpace): Database {
  return openTables(space, ({ act }) => Promise.resolve(act())).db;
}
