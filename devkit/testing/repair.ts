/**
 * What the tests of reconcile share: a log, a bucket behind B2's manners, a cache and a local Telegram.
 * @module
 */
import { sql } from "kysely";
import { Api, InputFile } from "grammy";
import {
  type ComparedParts,
  reconcile,
  type ReconcileLine,
  type RestoringParts,
} from "../../src/pictures/mod.ts";
import { openLocalTelegram } from "@vitrine/local-telegram";
import {
  byImage,
  IMAGE_TYPES,
  type ImageType,
  objectKey,
  type StoredImage,
} from "../../src/domain/mod.ts";
import { type ImageRenderer, openImageRenderer } from "../../src/imaging/mod.ts";
import { accepted, ensureProjection, execute } from "../../src/event_log/mod.ts";
import type { ReconcileOptions } from "../../src/pictures/reconcile.ts";
import { openDiskCache, sha256Hex } from "../../src/storage/mod.ts";
import { createFetchOriginal } from "../../src/telegram/mod.ts";
import { openTestDatabase } from "./database.ts";
import { photoJpeg } from "./pictures.ts";
import { openTestStore } from "./s3.ts";
import { HANG_MS } from "./until.ts";

/** In milliseconds. */
export const HOUR = 3_600_000;
const CHAT = 77;

/** Long after whatever the test has put. */
export const later = () => new Date(Date.now() + 49 * HOUR);

/** The parts of {@link openWork}. */
export type Work = Awaited<ReturnType<typeof openWork>>;

/** A log and a bucket. */
export async function openWork() {
  await using stack = new AsyncDisposableStack();
  const { db, url } = stack.use(await openTestDatabase());
  await ensureProjection(db, { botId: 1, publicUrl: "https://cdn.example" });
  const b2 = stack.use(await openTestStore());
  const compared: ComparedParts = { db, store: b2.store };
  const parts = stack.move();
  return {
    db,
    url,
    b2,
    store: b2.store,
    compared,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** Runs reconcile and gathers its lines. */
export async function run(work: Pick<Work, "compared">, options: ReconcileOptions = {}) {
  const lines: ReconcileLine[] = [];
  const summary = await reconcile(work.compared, {
    ...options,
    report: async (line) => {
      lines.push(line);
      await options.report?.(line);
    },
  });
  return { summary, lines, findings: findingsOf(lines) };
}

/** `missing products/…`, in order. */
function findingsOf(lines: readonly ReconcileLine[]): string[] {
  return lines.flatMap((line) =>
    line.line === "found" ? [`${line.finding.kind} ${line.finding.key}`] : []
  );
}

/** What became of pictures and objects, in order. */
export function results(lines: readonly ReconcileLine[]): string[] {
  return lines.flatMap((line) => {
    if (line.line === "deletion") return [line.result];
    if (line.line === "repair" || line.line === "adoption") return [line.result.outcome];
    return line.line === "refusal" ? ["refusal"] : [];
  });
}

/** Some bytes of a picture; no decoder is asked. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`picture ${text}`);
}

/** Bytes as the log would name them. */
export function imageOf(
  productId: string,
  imageType: ImageType,
  bytes: Uint8Array,
  key?: string,
): StoredImage {
  const sha256 = sha256Hex(bytes);
  return {
    bucket: "shop",
    key: key ?? objectKey(productId, imageType, sha256),
    sha256,
    sizeBytes: bytes.length,
    widthPx: 1280,
    heightPx: 960,
    contentType: "image/jpeg",
    origin: "seller",
  };
}

/** Puts bytes under their key. */
export async function put(
  { store }: Pick<Work, "store">,
  productId: string,
  imageType: ImageType,
  bytes: Uint8Array,
): Promise<StoredImage> {
  const image = imageOf(productId, imageType, bytes);
  await store.put(image.key, bytes, image);
  return image;
}

/** Makes a product, if it is not there. */
export async function insert({ db }: Pick<Work, "db">, productId: string): Promise<void> {
  await sql`insert into products (product_id) values (${productId}) on conflict do nothing`
    .execute(db);
}

/** Puts every picture of a product under its key. */
async function putAll(
  work: Pick<Work, "store">,
  productId: string,
  bytes: Readonly<Record<ImageType, Uint8Array>>,
): Promise<Readonly<Record<ImageType, StoredImage>>> {
  const images: Partial<Record<ImageType, StoredImage>> = {};
  for (const each of IMAGE_TYPES) images[each] = await put(work, productId, each, bytes[each]);
  return images as Record<ImageType, StoredImage>;
}

/** Says that both are in B2: as a sale does, or a replacement after the first. */
export async function append(
  work: Pick<Work, "db">,
  productId: string,
  images: Readonly<Record<ImageType, StoredImage>>,
  generation = 0,
): Promise<void> {
  await insert(work, productId);
  const command = { type: "StoreImages", generation, images } as const;
  accepted(await execute(work.db, productId, command, { actor: "test" }));
}

/** Sells something: uploads, then the event. */
export async function sale(
  work: Pick<Work, "db" | "store">,
  productId: string,
  text = productId,
): Promise<Readonly<Record<ImageType, StoredImage>>> {
  const put = await putAll(work, productId, byImage((each) => bytesOf(`${text} ${each}`)));
  await append(work, productId, put);
  return put;
}

/** The seller replaces the picture, which is not stored yet. */
export async function replaceImages({ db }: Pick<Work, "db">, productId: string): Promise<void> {
  const command = { type: "ReplaceImages", reason: "replaced", photo: undefined } as const;
  await execute(db, productId, command, { actor: "test" });
}

/** Removes an object as an accident would. */
export async function lose({ b2 }: Pick<Work, "b2">, key: string): Promise<void> {
  await b2.store.delete(key);
}

/** Other bytes come to lie under a key, past the store that would refuse them. */
export async function alter({ b2 }: Pick<Work, "b2">, key: string, bytes: Uint8Array) {
  const { endpoint, bucket } = b2.behind;
  const body = new Uint8Array(bytes);
  const answer = await fetch(`${endpoint}/${bucket}/${key}`, { method: "PUT", body });
  await answer.body?.cancel();
}

/** The bucket's keys. */
export async function keysOf({ store }: Pick<Work, "store">): Promise<string[]> {
  return (await Array.fromAsync(store.list(""))).map(({ key }) => key);
}

/** What pictures are restored from: a cache, a bot at a local Telegram, a renderer. */
export async function openRestoring(work: Work) {
  await using stack = new AsyncDisposableStack();
  const telegram = stack.use(await openLocalTelegram());
  const api = new Api(telegram.token, { apiRoot: telegram.url });
  const dir = await Deno.makeTempDir({ prefix: "vitrine-cache-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  const renderer: ImageRenderer = stack.use(
    openImageRenderer({ engine: "sharp", deadlineMs: HANG_MS }),
  );
  const botId = Number(telegram.token.split(":")[0]);
  const deps: RestoringParts = {
    ...work.compared,
    botId,
    bucket: "shop",
    cache: stack.use(await openDiskCache({ dir, maxBytes: 10_000_000 })),
    renderer,
    fetchOriginal: createFetchOriginal(api, { apiRoot: telegram.url, token: telegram.token }),
  };
  await telegram.control.sendText(CHAT, "/start");
  const parts = stack.move();
  return {
    deps,
    control: telegram.control,
    /** What Telegram shows by the id, from then on. */
    send: async (bytes: Uint8Array): Promise<string> => {
      const message = await api.sendPhoto(CHAT, new InputFile(bytes, "picture.jpg"));
      return message.photo.at(-1)!.file_id;
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** A product with pictures that a renderer made, and the photo that they were made of. */
export async function saleOfPhoto(work: Work, { renderer }: RestoringParts, productId: string) {
  const photo = await photoJpeg({ widthPx: 1600, heightPx: 1200, seed: 3 });
  const rendered = await renderer.render(photo);
  if ("refused" in rendered) throw new TypeError(rendered.refused);
  const { images } = rendered;
  const put = await putAll(work, productId, byImage((each) => images[each].bytes));
  await append(work, productId, put);
  return { photo, ...put, images };
}
