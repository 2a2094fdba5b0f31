import { createPerson, type MessageView, type Person } from "@vitrine/local-telegram";
import { pause } from "../../src/std/pause.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { confirmAs, offerAlbumAs, sellAs } from "../world/sale.ts";
import { titleAt } from "../replicas/ledger.ts";
import type { World } from "../world/world.ts";
import { markedPhoto, readMarker } from "../world/marker.ts";
import { PictureLedger } from "./pictures.ts";

/** What the users did and saw. */
export interface Load extends AsyncDisposable {
  readonly updates: number;
  /** Product ids of confirmed sales. */
  readonly sold: readonly string[];
  /** Confirmed replacements of a picture. */
  readonly replaced: number;
  /** What went wrong for a user, in words. */
  readonly failures: readonly string[];
  /** Pictures that were shown and checked. */
  readonly seen: number;
  /** Those that belong to another product or were replaced before, in words. */
  readonly mistaken: readonly string[];
  /** Users start nothing new. Resolves when all running work has ended. */
  stop(): Promise<void>;
  /** Looks at every product. Each must show the last picture of its seller. */
  lookAtAll(): Promise<void>;
}

/** Users who sell. */
export const SELLERS = 5;
/** Users who only look. */
export const BUYERS = 15;
/** With this many products, sellers only replace pictures: the catalogue stays as large, and so must memory. */
const MOST_PRODUCTS = 20;
const OUTAGE = { everyMs: 25_000, lastsMs: 3000 };
const DEATH_EVERY_MS = 7000;

/** Starts the load: sellers, buyers, outages of B2 and dying file ids. */
export async function openLoad(world: World): Promise<Load> {
  const load = new RunningLoad(world);
  await load.start();
  return load;
}

class RunningLoad implements Load {
  updates = 0;
  replaced = 0;
  seen = 0;
  readonly mistaken: string[] = [];
  readonly #pictures = new PictureLedger();
  readonly #markers = new Map<string, ReturnType<typeof readMarker>>();
  /** Sellers who have a product. */
  readonly #traders = new Set<number>();
  readonly sold: string[] = [];
  readonly failures: string[] = [];
  readonly #world: World;
  readonly #stopping = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(world: World) {
    this.#world = world;
  }

  async start(): Promise<void> {
    const people: Promise<void>[] = [];
    for (let id = 1; id <= SELLERS + BUYERS; id++) {
      const isSeller = id <= SELLERS;
      const person = await this.#person(id);
      const act = isSeller ? () => this.#trade(person) : () => this.#look(person);
      people.push(this.#repeat(isSeller ? 3000 : 400, act));
    }
    const troubles = [
      this.#repeat(OUTAGE.everyMs, () => this.#outage()),
      this.#repeat(DEATH_EVERY_MS, () => this.#killFileId()),
    ];
    this.#running = Promise.all([...people, ...troubles]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** A person whose updates are counted and whose pictures are checked. */
  async #person(id: number): Promise<Person> {
    const user = { id, firstName: `Person ${id}`, languageCode: id % 3 === 0 ? "fr" : "en" };
    const { control } = this.#world.telegram;
    const person = await createPerson(control, user);
    type Act<A extends unknown[]> = (...args: A) => Promise<MessageView>;
    const counted = <A extends unknown[]>(act: Act<A>): Act<A> => async (...args) => {
      this.updates++;
      const asked = this.#pictures.now;
      const answer = await act(...args);
      await this.#check(answer, asked);
      return answer;
    };
    const { say, photo, press } = person;
    return { ...person, say: counted(say), photo: counted(photo), press: counted(press) };
  }

  /** Checks that a card shows a picture of its product. A placeholder is allowed unless `must` is set. */
  async #check(card: MessageView, asked: number, must = false): Promise<void> {
    const title = titleOf(card);
    if (card.photo === undefined || !this.#pictures.has(title)) return;
    const marker = await this.#markerOf(card.photo.fileUniqueId);
    if (marker === "placeholder" && !must) return;
    this.seen++;
    if (typeof marker === "number" && this.#pictures.allows(title, marker, asked)) return;
    this.mistaken.push(`${title} shows ${marker}`);
  }

  /** Reads each file once: most cards show a picture that was shown before. */
  async #markerOf(fileUniqueId: string): ReturnType<typeof readMarker> {
    const { control } = this.#world.telegram;
    const reading = this.#markers.get(fileUniqueId) ??
      control.fileBytes(fileUniqueId).then(readMarker);
    this.#markers.set(fileUniqueId, reading);
    return await reading;
  }

  async lookAtAll(): Promise<void> {
    const buyer = await this.#person(SELLERS + 1);
    for (const productId of this.sold) {
      await this.#check(await buyer.say(`/start ${productId}`), this.#pictures.now, true);
    }
  }

  async #repeat(pauseMs: number, act: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await pause(pauseMs * (0.5 + Math.random()), signal);
      if (signal.aborted) return;
      await act().catch((error) => this.failures.push(String(error)));
    }
  }

  async #trade(seller: Person): Promise<void> {
    const isNew = !this.#traders.has(seller.user.id);
    if (isNew || this.sold.length < MOST_PRODUCTS) await this.#sell(seller);
    else await this.#replace(seller);
  }

  async #sell(seller: Person): Promise<void> {
    const title = `Thing ${this.sold.length + 1} of ${seller.user.id}`;
    await seller.say("/cancel");
    const photo = await markedPhoto(this.#pictures.send(title));
    const hasSeveral = this.sold.length % 3 === 2;
    const productId = hasSeveral
      ? await this.#sellAlbum(seller, photo, title)
      : await sellAs(seller, { photo, title });
    this.#pictures.confirm(title);
    this.#traders.add(seller.user.id);
    this.sold.push(productId);
  }

  /** Sells three pictures, this one first. */
  async #sellAlbum(seller: Person, first: Uint8Array, title: string): Promise<string> {
    const { control } = this.#world.telegram;
    const others = [2, 3].map((place) => this.#pictures.send(titleAt(title, place)));
    const photos = [first, ...await Promise.all(others.map(markedPhoto))];
    this.updates += photos.length;
    return await confirmAs(seller, await offerAlbumAs(seller, { photos, title }, control));
  }

  async #replace(seller: Person): Promise<void> {
    const card = await seller.say("/my");
    const opened = await seller.press(card, buttonOf(card, /^🖼/));
    const replaceOne = findButton(opened, REPLACE_ONE);
    if (replaceOne !== undefined) await seller.press(opened, replaceOne);
    const changed = await seller.photo(await markedPhoto(this.#pictures.send(titleOf(card))));
    const words = Object.values(LOCALES).map(({ edit }) => edit.replaced);
    if (!words.includes(changed.text)) throw new Error(`Not replaced: ${changed.text}`);
    this.#pictures.confirm(titleOf(card));
    this.replaced++;
  }

  async #look(buyer: Person): Promise<void> {
    const chance = Math.random();
    if (chance < 0.2) return await this.#search(buyer);
    if (chance < 0.5) return await this.#follow(buyer);
    let page = await buyer.say("/browse");
    for (let turn = 0; turn < 3 && findButton(page, /^▶️/); turn++) {
      page = await buyer.press(page, buttonOf(page, /^▶️/));
    }
    const details = findButton(page, /^🔍/);
    if (details !== undefined) await buyer.press(page, details);
  }

  async #search(buyer: Person): Promise<void> {
    this.updates++;
    await this.#world.telegram.control.inlineQuery(buyer.user.id, "thing");
  }

  async #follow(buyer: Person): Promise<void> {
    const productId = this.sold[Math.floor(Math.random() * this.sold.length)];
    if (productId === undefined) return;
    const seen = await buyer.say(`/start ${productId}`);
    if (seen.kind !== "photo") throw new Error(`${productId} was not shown: ${seen.text}`);
  }

  async #outage(): Promise<void> {
    await this.#world.b2.down();
    await pause(OUTAGE.lastsMs, this.#stopping.signal);
    await this.#world.b2.up();
  }

  async #killFileId(): Promise<void> {
    const { db, telegram: { control } } = this.#world;
    const rows = await db.selectFrom("products").select("telegram_cover_file_id as fileId")
      .where("telegram_cover_file_id", "is not", null)
      // A picture that is not in B2 yet is only at Telegram. Without its id it would be lost.
      .where("cover_image_url", "is not", null).execute();
    const { fileId } = rows[Math.floor(Math.random() * rows.length)] ?? {};
    if (fileId) await control.killFileId(fileId, "dead");
  }
}

/** The button that replaces one of several pictures, in each language. */
const REPLACE_ONE = new RegExp(
  `^(${Object.values(LOCALES).map(({ button }) => button.replace).join("|")})$`,
);

function titleOf({ text }: MessageView): string {
  return text.split("\n")[0]!;
}

function findButton({ keyboard }: MessageView, wanted: RegExp): string | undefined {
  return keyboard.flat().find(({ text }) => wanted.test(text))?.text;
}

function buttonOf(message: MessageView, wanted: RegExp): string {
  const text = findButton(message, wanted);
  if (text === undefined) throw new Error(`No button ${wanted} under: ${message.text}`);
  return text;
}
