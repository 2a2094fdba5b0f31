import { createPerson, type MessageView, type Person } from "@vitrine/local-telegram";
import { IMAGE_TYPES, ORIGINAL } from "../../src/domain/mod.ts";
import { drawPlaceholder } from "../../src/imaging/placeholder/draw_placeholder.ts";
import { getProduct } from "../../src/shop/mod.ts";
import { replay } from "../../src/event_log/mod.ts";
import { type Account, number } from "./account.ts";
import { logged, openShopProcess, type ShopProcess } from "../world/shop_process.ts";
import { confirmAs, offerAlbumAs, sellAs } from "../world/sale.ts";
import type { World } from "../world/world.ts";
import { type Expected, FREE, Views } from "./views.ts";

interface Item {
  readonly title: string;
  readonly productId: string;
}

/** What B2 keeps of a picture: its original, cover and thumb. */
const OBJECTS = [...IMAGE_TYPES, ORIGINAL].length;

/** The story of the demo. Each chapter continues where the one before ended. */
export class Story {
  readonly #world: World;
  readonly #account: Account;
  #shop!: ShopProcess;
  #sam!: Person;
  #items: Item[] = [];
  readonly #views: Views;

  constructor(world: World, account: Account) {
    this.#world = world;
    this.#account = account;
    this.#views = new Views(world, account);
  }

  /** Plays all chapters, and ends the shop's process. */
  async play(): Promise<void> {
    this.#shop = await openShopProcess(this.#world);
    try {
      await this.#sellThree();
      await this.#firstViews();
      await this.#secondViews();
      await this.#killAndWipe();
      await this.#loseColumns();
      await this.#killFileId();
      await this.#sellWithoutB2();
      await this.#sellAlbum();
      await this.#sold();
      await this.#close();
    } finally {
      await this.#shop[Symbol.asyncDispose]();
    }
  }

  async #sellThree(): Promise<void> {
    const account = this.#account;
    account.chapter(
      "Sam sells three products",
      "Sam sends a photo, a title, a description and a price, and presses Confirm. Telegram already has the photo, so the product is on sale at once. A job stores the picture in B2.",
    );
    this.#sam = await this.#person(1, "Sam");
    for (const title of ["Desk lamp", "Rocking chair", "Blue teapot"]) {
      const item = await this.#sell(title);
      const { stored, seconds } = await this.#untilStored(item);
      account.check(
        stored,
        `${item.productId} ${title}: on sale; all three objects in B2 ${seconds}`,
      );
    }
  }

  async #firstViews(): Promise<void> {
    this.#account.chapter(
      "Bea browses: first views",
      "The covers are Sam's own photos, which Telegram has. Each thumb is uploaded once, and the shop keeps the file_id that Telegram returns.",
    );
    await this.#look("Bea", 2, { rung: "disk", uploads: true, b2Requests: 0 });
  }

  async #secondViews(): Promise<void> {
    this.#account.chapter(
      "Carl browses: second views",
      "Every picture has a file_id now. Nothing is uploaded, and B2 gets no request.",
    );
    await this.#look("Carl", 3, FREE);
  }

  async #killAndWipe(): Promise<void> {
    const { cacheDir } = this.#world;
    this.#account.chapter(
      "The host kills the process and wipes its disk",
      "The older shop lost its pictures in this way.",
    );
    const { pid } = this.#shop;
    await this.#shop.kill();
    await Deno.remove(cacheDir, { recursive: true });
    this.#shop = await openShopProcess(this.#world);
    this.#account.say(
      `Killed process ${pid}, deleted the disk cache, started process ${this.#shop.pid}.`,
    );
    await this.#look("Dora", 4, FREE);
  }

  async #loseColumns(): Promise<void> {
    const { db } = this.#world;
    this.#account.chapter(
      "The four picture columns are set to NULL, then replayed",
      "The columns are a projection of the event log.",
    );
    const before = await this.#columns();
    await db.updateTable("products").set({
      cover_image_url: null,
      thumbnail_url: null,
      telegram_cover_file_id: null,
      telegram_thumb_file_id: null,
    }).execute();
    const { changed } = await replay(db);
    const after = await this.#columns();
    this.#account.check(changed === 3, `the replay repaired ${changed} rows`);
    this.#account.check(
      JSON.stringify(before) === JSON.stringify(after),
      "the columns have their old values",
    );
    await this.#look("Ella", 5, FREE);
  }

  async #killFileId(): Promise<void> {
    const item = this.#items[0]!;
    this.#account.chapter(
      "Telegram forgets a file_id",
      "The buyer does not notice. The shop invalidates the dead id, and serves the same request from B2.",
    );
    const product = await getProduct(this.#world.db, item.productId);
    await this.#world.telegram.control.killFileId(product!.images.cover.fileId!, "dead");
    const fred = await this.#person(6, "Fred");
    this.#account.heads();
    const open = () => fred.say(`/start ${item.productId}`);
    const what = `${item.title}, cover`;
    await this.#see("Fred", what, open, { rung: "b2", uploads: true, b2Requests: 1 });
    await this.#see("Fred", what, open, FREE);
  }

  async #sellWithoutB2(): Promise<void> {
    const { b2 } = this.#world;
    this.#account.chapter(
      "B2 is down while Sam sells a fourth",
      "The product is on sale all the same. The job waits until B2 is back.",
    );
    await b2.down();
    const item = await this.#sell("Garden bench");
    const gina = await this.#person(7, "Gina");
    this.#account.heads();
    const open = () => gina.say(`/start ${item.productId}`);
    await this.#see("Gina", `${item.title}, cover`, open, FREE);
    this.#account.say("Waiting until the job's first attempt gives up, about 20 s.");
    await this.#shop.line(logged("image_waits", { productId: item.productId }));
    const none = this.#objectsOf(item).size === 0;
    this.#account.check(none, "the job could not store the picture, and waits");
    await b2.up();
    const { stored, seconds } = await this.#untilStored(item);
    this.#account.check(stored, `B2 is back; original, cover and thumb are stored ${seconds}`);
  }

  async #sellAlbum(): Promise<void> {
    const { control } = this.#world.telegram;
    this.#account.chapter(
      "Sam sells a bicycle with three pictures",
      "The album is taken whole. Each picture has its own file_id, and a buyer turns through them. An album on request costs one call.",
    );
    const { title, productId } = await this.#sell("Old bicycle", 3);
    const hugo = await this.#person(8, "Hugo");
    this.#account.heads();
    const open = () => hugo.say(`/start ${productId}`);
    let card = await this.#see("Hugo", `${title}, cover`, open, FREE);
    for (const picture of [2, 3]) {
      const at = card;
      const turn = () => hugo.press(at, "▶️");
      card = await this.#see("Hugo", `${title}, cover.${picture}`, turn, FREE);
    }
    const { mediaGroupId } = await hugo.press(card, "🖼 All pictures");
    const { messages } = await control.transcript(hugo.user.id);
    const album = messages.filter((each) => each.mediaGroupId === mediaGroupId);
    const [call] = await control.calls({ method: "sendMediaGroup", chatId: hugo.user.id });
    this.#account.check(
      mediaGroupId !== undefined && album.length === 3 && call?.uploadedBytes === 0,
      `an album of ${album.length} pictures, and nothing was uploaded`,
    );
  }

  async #sold(): Promise<void> {
    const { title, productId } = this.#items.at(-1)!;
    const [account, sam] = [this.#account, this.#sam];
    account.chapter(
      "The bicycle is sold, and put back on sale",
      "Sam presses Sold and confirms once. Buyers no longer find it, and its link says that it is sold. The pictures stay where they are.",
    );
    const asked = await sam.press(await sam.say("/my"), "🤝 Sold");
    const sold = await sam.press(asked, "Yes, it is sold");
    const iris = await this.#person(9, "Iris");
    const open = () => iris.say(`/start ${productId}`);
    account.check(/has been sold/.test((await open()).text), "its link says that it is sold");
    const found = await iris.say(title);
    account.check(found.kind === "text", `a search for "${title}" no longer finds it`);
    await sam.press(sold, "↩️ Put back on sale");
    account.heads();
    await this.#see("Iris", `${title}, cover`, open, FREE);
  }

  async #close(): Promise<void> {
    const code = await this.#shop.stop();
    this.#account.chapter("The shop stops", "After SIGTERM, running work ends, then the process.");
    this.#account.check(code === 0, `exit code ${code}`);
    this.#account.say(
      `${this.#views.count} views sent ${
        number(this.#views.bytesToTelegram)
      } bytes to Telegram. All shown pictures together have ` +
        `${number(this.#views.shownBytes)} bytes. The older shop would have uploaded them all.`,
    );
  }

  /** Looks at the thumb of every product, then at the cover of the first one. */
  async #look(who: string, id: number, thumbs: Expected): Promise<void> {
    const person = await this.#person(id, who);
    this.#account.heads();
    const newestFirst = this.#items.toReversed();
    let page: MessageView | undefined;
    for (const { title } of newestFirst) {
      const at = page;
      const turn = () => at === undefined ? person.say("/browse") : person.press(at, "▶️");
      page = await this.#see(who, `${title}, thumb`, turn, thumbs);
    }
    const last = page!;
    const what = `${newestFirst.at(-1)!.title}, cover`;
    await this.#see(who, what, () => person.press(last, "🔍 Details"), FREE);
  }

  /** Makes one view of the running shop. */
  async #see(
    who: string,
    what: string,
    act: () => Promise<MessageView>,
    expected: Expected,
  ): Promise<MessageView> {
    return await this.#views.see(this.#shop, { who, what }, act, expected);
  }

  async #sell(title: string, pictures = 1): Promise<Item> {
    const places = Array.from({ length: pictures }, (_, index) => index + 1);
    const photos = await Promise.all(
      places.map((place) => drawPlaceholder({ title, productId: `${title} ${place}` })),
    );
    const sam = this.#sam;
    const productId = photos.length === 1
      ? await sellAs(sam, { photo: photos[0]!, title })
      : await confirmAs(
        sam,
        await offerAlbumAs(sam, { photos, title }, this.#world.telegram.control),
      );
    const item = { title, productId };
    this.#items.push(item);
    return item;
  }

  /** Waits until the shop reports it, then checks it in B2. */
  async #untilStored(item: Item): Promise<{ stored: boolean; seconds: string }> {
    const started = performance.now();
    await this.#shop.line(logged("image_stored", { productId: item.productId }));
    const seconds = `after ${((performance.now() - started) / 1000).toFixed(1)} s`;
    return { stored: this.#objectsOf(item).size === OBJECTS, seconds };
  }

  /** The keys of a product's objects in B2. */
  #objectsOf({ productId }: Item): Set<string> {
    const taken = this.#world.b2.log.filter(({ method, key, status }) =>
      method === "PUT" && status === 200 && key.startsWith(`products/${productId}/`)
    );
    return new Set(taken.map(({ key }) => key));
  }

  async #columns() {
    return await this.#world.db.selectFrom("products").select([
      "product_id",
      "cover_image_url",
      "thumbnail_url",
      "telegram_cover_file_id",
      "telegram_thumb_file_id",
    ]).orderBy("product_id").execute();
  }

  #person(id: number, firstName: string): Promise<Person> {
    const user = { id: 5000 + id, firstName, languageCode: "en" };
    return createPerson(this.#world.telegram.control, user, { inTurn: true });
  }
}
