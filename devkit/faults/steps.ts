import type { MessageView } from "@vitrine/local-telegram";
import { loadImages } from "../../src/event_log/mod.ts";
import { OPEN_STATES } from "../../src/jobs/job_info.ts";
import type { StoreImageJob } from "../../src/pictures/mod.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { markedPhoto, type Marker, readMarker, type Shown } from "../world/marker.ts";
import { offerAlbumAs, offerAs, productIdIn } from "../world/sale.ts";
import { countOpenJobs, listJobs, skipPauses, STORING } from "../testing/job_rows.ts";
import { areStored } from "../testing/shop.ts";
import { until } from "../testing/until.ts";
import { logged, type LogLine } from "../world/shop_process.ts";
import type { LogEvent } from "../../src/log.ts";
import type { Accepted, FaultShop } from "./shop.ts";

const { button, edit } = LOCALES.en;

/** Waits until the shop has logged an event with these properties. Ignores the first `from` lines. */
export async function untilLogged(
  shop: FaultShop,
  event: LogEvent,
  about: Readonly<Record<string, unknown>> = {},
  from = 0,
): Promise<void> {
  const isIt = logged(event, about);
  await until(`the event ${event} in the log`, () => isLogged(shop, isIt, from));
}

/** Whether the shop has logged a matching line. Ignores the first `from` lines. */
export function isLogged(
  shop: FaultShop,
  isIt: (line: LogLine) => boolean,
  from = 0,
): boolean {
  return shop.log.slice(from).some(isIt);
}

/** Matches lines with an error of this code. It is a code of PostgreSQL, of the system or of the shop. */
export function failedBy(code: string): (line: LogLine) => boolean {
  return ({ error }) => (error as { readonly code?: string } | undefined)?.code === code;
}

/** Sells a product of so many pictures, with new markers. Returns its id when the shop has confirmed the sale. */
export async function sell(shop: FaultShop, pictures = 1): Promise<string> {
  const preview = await sellUpToPreview(shop, pictures);
  return recordSale(shop, await shop.seller.press(preview, button.confirm), pictures);
}

/** A marker that no picture of this shop has had. */
export function nextMarker({ accepted }: FaultShop): Marker {
  return [...accepted.values()].reduce(
    (sum, { markers, further = [] }) => sum + markers.length + further.length,
    1,
  );
}

/** The markers of the next sale, in the order of its pictures. */
function nextMarkers(shop: FaultShop, pictures: number): Marker[] {
  return Array.from({ length: pictures }, (_, at) => nextMarker(shop) + at);
}

/** Starts a sale, up to the message that asks for confirmation. Several pictures are sent as an album. */
export async function sellUpToPreview(shop: FaultShop, pictures = 1): Promise<MessageView> {
  const title = `Lamp ${shop.accepted.size + 1}`;
  const photos = await Promise.all(nextMarkers(shop, pictures).map(markedPhoto));
  const { seller, telegram: { control } } = shop;
  if (pictures === 1) return await offerAs(seller, { photo: photos[0]!, title });
  return await offerAlbumAs(seller, { photos, title }, control);
}

/** Records a sale that the shop has confirmed with this message. Returns the product's id. */
export function recordSale(shop: FaultShop, listed: MessageView, pictures = 1): string {
  const productId = productIdIn(listed);
  const title = `Lamp ${shop.accepted.size + 1}`;
  const [first, ...further] = nextMarkers(shop, pictures);
  shop.accepted.set(productId, {
    title,
    markers: [first!],
    ...(further.length > 0 && { further }),
  });
  return productId;
}

/**
 * Replaces a product's picture by one with a new marker, and waits until the shop confirms it. `struck` wraps the
 * sending of the photo. A photo that is delivered again may get a shorter answer.
 */
export async function replace(
  shop: FaultShop,
  productId: string,
  struck?: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<void> {
  const { seller } = shop;
  const card = await ownCard(shop, productId);
  if (shop.accepted.get(productId)?.further === undefined) {
    await seller.press(card, button.replacePhoto);
  } else await seller.press(await seller.press(card, button.pictures), button.replace);
  const marker = nextMarker(shop);
  const photo = await markedPhoto(marker);
  const send = () => seller.photo(photo);
  const told = await (struck === undefined ? send() : struck(send));
  const repeated = struck !== undefined && told.text === edit.changed;
  if (told.text !== edit.replaced && !repeated) throw new TypeError(`Not replaced: ${told.text}`);
  shop.accepted.get(productId)?.markers.push(marker);
}

/** Finds the seller's own page of a product. */
export async function ownCard({ seller }: FaultShop, productId: string): Promise<MessageView> {
  let card = await seller.say("/my");
  while (!card.text.endsWith(productId)) card = await seller.press(card, button.next);
  return card;
}

/** Opens a product by its link. Returns what its first cover shows. */
export async function view(shop: FaultShop, productId: string): Promise<Shown | undefined> {
  const [first] = await viewAll(shop, productId, 1);
  return first;
}

/** Opens a product by its link, and turns through so many pictures. Returns what their covers show. */
export async function viewAll(
  shop: FaultShop,
  productId: string,
  pictures: number,
): Promise<readonly (Shown | undefined)[]> {
  const shown: (Shown | undefined)[] = [];
  let card = await shop.buyer.say(`/start ${productId}`);
  while (shown.length < pictures) {
    if (shown.length > 0) card = await shop.buyer.press(card, button.next);
    await untilIdle(shop);
    shown.push(await shownBy(shop, card));
  }
  return shown;
}

/** Finds a product in the catalogue. Returns what its thumb shows. */
export async function browse(shop: FaultShop, productId: string): Promise<Shown | undefined> {
  let card = await shop.buyer.say("/browse");
  while (!card.text.includes(shop.accepted.get(productId)!.title)) {
    card = await shop.buyer.press(card, button.next);
  }
  await untilIdle(shop);
  return await shownBy(shop, card);
}

/** What a message shows. Undefined for garbage: the cell continues, and counts it as lost at the end. */
export async function shownBy(
  { telegram }: FaultShop,
  message: MessageView,
): Promise<Shown | undefined> {
  if (message.photo === undefined) throw new TypeError(`No photo, but: ${message.text}`);
  const bytes = await telegram.control.fileBytes(message.photo.fileUniqueId);
  return await readMarker(bytes).catch(() => undefined);
}

/** Waits until the pictures of these products are stored, or of all if none is given. Makes waiting jobs due now. */
export async function untilStored(shop: FaultShop, ...productIds: string[]): Promise<void> {
  const ids = productIds.length > 0 ? productIds : [...shop.accepted.keys()];
  let looks = 0;
  await until(`the pictures of ${ids.join(", ")} stored`, async () => {
    if (looks++ % 8 === 0) await skipPauses(shop.db);
    for (const id of ids) if (!areStored(await loadImages(shop.db, id))) return false;
    return true;
  });
  await untilIdle(shop);
}

/**
 * Whether a job that stores a picture of the product waits or runs. With `generation`, only jobs of that generation of that
 * picture count.
 */
export async function hasJob(
  { db }: FaultShop,
  productId: string,
  generation?: number,
  picture = 1,
): Promise<boolean> {
  const jobs = await listJobs(db, { ...STORING, states: OPEN_STATES, productIds: [productId] });
  return jobs.map(({ data }) => data as StoreImageJob).some((job) =>
    generation === undefined || job.generation === generation && (job.picture ?? 1) === picture
  );
}

/** Whether a job that stores the product's picture waits for more than this many minutes. */
export async function isPutOff(
  { db }: FaultShop,
  productId: string,
  minutes: number,
): Promise<boolean> {
  const jobs = await listJobs(db, { ...STORING, states: ["retry"], productIds: [productId] });
  return jobs.some(({ waitsSeconds }) => waitsSeconds > minutes * 60);
}

/** Waits until the shop has finished all its work, including what follows an answer, such as a capture. */
export async function untilIdle({ telegram }: FaultShop): Promise<void> {
  await telegram.control.waitForIdle();
}

/** Empties the disk cache. Waits first for the running jobs, because they fill the cache at their end. */
export async function forgetCache({ cacheDir, db }: FaultShop): Promise<void> {
  await until("the jobs under way ended", async () => {
    return await countOpenJobs(db, { ...STORING, states: ["active"] }) === 0;
  });
  for await (const { name } of Deno.readDir(cacheDir)) await Deno.remove(`${cacheDir}/${name}`);
}

/** Adds a row of a legacy shop and its file, with a new marker. Returns its product id. */
export async function inheritLegacy(shop: FaultShop): Promise<string> {
  const n = shop.accepted.size + 1;
  const product: Accepted = { title: `Lamp ${n}`, markers: [nextMarker(shop)], legacy: true };
  const productId = `TBF-OLD${String(n).padStart(3, "0")}`;
  await Deno.writeFile(`${shop.legacyDir}/${n}.jpg`, await markedPhoto(product.markers[0]!));
  const row = { product_id: productId, title: product.title, cover_image_url: `${n}.jpg` };
  await shop.db.insertInto("products").values(row as never).execute();
  shop.accepted.set(productId, product);
  return productId;
}
