import { createPerson, type Person } from "../../src/embedded/telegram/person.ts";
import type { MessageView } from "../../src/embedded/telegram/mod.ts";
import { drawPlaceholder } from "../../src/imaging/mod.ts";
import type { World } from "../demo/world.ts";

/** What people did, and how often the shop left them without an answer. */
export interface Load extends AsyncDisposable {
  /** Updates that were sent. */
  readonly updates: number;
  /** Product ids of the sales that were confirmed to their sellers. */
  readonly sold: readonly string[];
  /** Replacements that were confirmed to their sellers. */
  readonly replaced: number;
  /** What went wrong for somebody, in words. */
  readonly failures: readonly string[];
  /** Nobody begins anything more; resolves when what was begun is done. */
  stop(): Promise<void>;
}

/** Who is in the shop. */
export const SELLERS = 5;
/** Who looks round in it. */
export const BUYERS = 15;
/** From then on sellers replace pictures: the catalogue stays as it is, and so must memory. */
const MOST_PRODUCTS = 60;
const ANSWER_LIMIT_MS = 60_000;
const OUTAGE = { everyMs: 25_000, lastsMs: 3000 };
const DEATH_EVERY_MS = 7000;

/** Lets people into the shop: some sell and replace, most look, and now and then B2 is away or an id dies. */
export async function openLoad(world: World): Promise<Load> {
  const load = new RunningLoad(world);
  await load.start();
  return load;
}

class RunningLoad implements Load {
  updates = 0;
  replaced = 0;
  readonly sold: string[] = [];
  readonly failures: string[] = [];
  readonly #world: World;
  readonly #stopped = Promise.withResolvers<void>();
  #isStopped = false;
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
    this.#isStopped = true;
    this.#stopped.resolve();
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Counts what a person sends. */
  async #person(id: number): Promise<Person> {
    const user = { id, firstName: `Person ${id}`, languageCode: id % 3 === 0 ? "fr" : "en" };
    const { control } = this.#world.telegram;
    const person = await createPerson(control, user, { timeoutMs: ANSWER_LIMIT_MS });
    const counted = <A extends unknown[], R>(act: (...args: A) => R) => (...args: A): R => {
      this.updates++;
      return act(...args);
    };
    const { say, photo, press } = person;
    return { ...person, say: counted(say), photo: counted(photo), press: counted(press) };
  }

  async #repeat(pauseMs: number, act: () => Promise<void>): Promise<void> {
    while (!this.#isStopped) {
      await this.#pause(pauseMs * (0.5 + Math.random()));
      if (this.#isStopped) return;
      await act().catch((error) => this.failures.push(String(error)));
    }
  }

  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    await Promise.race([promise, this.#stopped.promise]);
    clearTimeout(timer);
  }

  async #trade(seller: Person): Promise<void> {
    if (this.sold.length < MOST_PRODUCTS) await this.#sell(seller);
    else await this.#replace(seller);
  }

  async #sell(seller: Person): Promise<void> {
    const title = `Thing ${this.sold.length + 1} of ${seller.user.id}`;
    await seller.say("/cancel");
    await seller.say("/sell");
    await seller.photo(await picture());
    await seller.say(title);
    await seller.say("Well kept, from a house without a cat.");
    const preview = await seller.say("12,50 €");
    const listed = await seller.press(preview, buttonOf(preview, /^✅/));
    const [productId] = /TBF-[2-9A-Z]{6}/.exec(listed.text) ?? [];
    if (productId === undefined) throw new Error(`A sale was not confirmed: ${listed.text}`);
    this.sold.push(productId);
  }

  async #replace(seller: Person): Promise<void> {
    const card = await seller.say("/my");
    await seller.press(card, buttonOf(card, /^🖼/));
    const changed = await seller.photo(await picture());
    if (changed.kind !== "photo") throw new Error(`Not replaced: ${changed.text}`);
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
    const limit = { timeoutMs: ANSWER_LIMIT_MS };
    await this.#world.telegram.control.inlineQuery(buyer.user.id, "thing", limit);
  }

  async #follow(buyer: Person): Promise<void> {
    const productId = this.sold[Math.floor(Math.random() * this.sold.length)];
    if (productId === undefined) return;
    const seen = await buyer.say(`/start ${productId}`);
    if (seen.kind !== "photo") throw new Error(`${productId} was not shown: ${seen.text}`);
  }

  async #outage(): Promise<void> {
    await this.#world.b2.down();
    await this.#pause(OUTAGE.lastsMs);
    await this.#world.b2.up();
  }

  async #killFileId(): Promise<void> {
    const { db, telegram: { control } } = this.#world;
    const rows = await db.selectFrom("products").select("telegram_cover_file_id as fileId")
      .where("telegram_cover_file_id", "is not", null)
      // What is not in B2 yet, Telegram alone has: that would be lost for good.
      .where("cover_image_url", "is not", null).execute();
    const { fileId } = rows[Math.floor(Math.random() * rows.length)] ?? {};
    if (fileId) await control.killFileId(fileId, "dead");
  }
}

/** A picture that nobody has seen yet. */
async function picture(): Promise<Uint8Array> {
  const name = crypto.randomUUID();
  return await drawPlaceholder({ title: name, productId: name });
}

function findButton({ keyboard }: MessageView, wanted: RegExp): string | undefined {
  return keyboard.flat().find(({ text }) => wanted.test(text))?.text;
}

function buttonOf(message: MessageView, wanted: RegExp): string {
  const text = findButton(message, wanted);
  if (text === undefined) throw new Error(`No button ${wanted} under: ${message.text}`);
  return text;
}
