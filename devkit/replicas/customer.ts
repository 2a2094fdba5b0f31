import assert from "node:assert/strict";
import type { FileIdDeath, MessageView, UserAct } from "@vitrine/local-telegram";
import { IMAGE_TYPES, imageName, picturesInOrder, viewOf } from "../../src/domain/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { en } from "../../src/telegram/locales/en.ts";
import { markedPhoto, type Marker, type Shown } from "../world/marker.ts";
import { productIdIn } from "../world/sale.ts";
import type { Random } from "../testing/random.ts";
import type { Replicas } from "../testing/replicas.ts";
import { checkPicture, titleOf, whenAvailable } from "./check_picture.ts";
import { type Ledger, pictureKey, type Sold, titleAt } from "./ledger.ts";
import type { Errand } from "./plan.ts";

/** A user of the shop who records all acts, and checks each picture that the bot shows. */
export interface Customer {
  /** Does an errand. */
  run(errand: Errand): Promise<void>;
  /** Opens the link of a product and returns what the bot shows. */
  look(product: Sold): Promise<Shown>;
}

const DEATHS: readonly FileIdDeath[] = ["dead", "garbage", "foreign", "wrongType"];

/** Makes a customer who speaks English. */
export async function createCustomer(
  userId: number,
  replicas: Replicas,
  ledger: Ledger,
  random: Random,
): Promise<Customer> {
  const { control } = replicas.world.telegram;
  await control.defineUser({ id: userId, firstName: `User ${userId}`, languageCode: "en" });
  return new ScriptedCustomer(userId, replicas, ledger, random);
}

class ScriptedCustomer implements Customer {
  readonly #userId: number;
  readonly #replicas: Replicas;
  readonly #ledger: Ledger;
  readonly #random: Random;
  readonly #errands: Readonly<Record<Errand, () => Promise<unknown>>> = {
    sale: () => this.#sell(),
    replacement: () => this.#replace(),
    view: () => this.look(this.#choose()),
    view_of_dead_id: async () => {
      const product = this.#choose();
      await this.#killFileIds(product);
      return await this.look(product);
    },
    leafing: () => this.#leaf(),
  };

  constructor(userId: number, replicas: Replicas, ledger: Ledger, random: Random) {
    this.#userId = userId;
    this.#replicas = replicas;
    this.#ledger = ledger;
    this.#random = random;
  }

  async run(errand: Errand): Promise<void> {
    await this.#errands[errand]();
  }

  async look({ link, further }: Sold): Promise<Shown> {
    const open = () => this.#control.openDeepLink(this.#userId, link);
    let { card, shown } = await this.#see(async () => await this.#settle(await open()));
    for (const at of further.keys()) {
      ({ card } = await this.#see(() => this.#press(card, en.button.next), at + 2));
    }
    return shown;
  }

  get #control() {
    return this.#replicas.world.telegram.control;
  }

  /**
   * A killed process may lead to two answers. When the update is handled, the pressed card counts if it was edited, else
   * the last message: it may be a late second answer to an earlier update.
   */
  async #settle(
    act: UserAct,
    change: "changes" | "reads" = "reads",
    pressed?: MessageView,
  ): Promise<MessageView> {
    if (change === "changes") this.#ledger.changes.push(...act.updateIds);
    await this.#replicas.balancer.handled(act.updateIds);
    const { messages } = await this.#control.transcript(this.#userId);
    const edited = messages.find(({ messageId, editCount }) =>
      messageId === pressed?.messageId && editCount > pressed.editCount
    );
    const last = edited ?? messages.findLast(({ from }) => from === "bot");
    assert.ok(last, "the bot has answered");
    return last;
  }

  async #say(text: string, change?: "changes"): Promise<MessageView> {
    return await this.#settle(await this.#control.sendText(this.#userId, text), change);
  }

  /** Several are an album. */
  async #sendMarkers(...markers: readonly Marker[]): Promise<MessageView> {
    const photos = await Promise.all(markers.map(markedPhoto));
    const sent = photos.length === 1
      ? await this.#control.sendPhoto(this.#userId, photos[0]!)
      : await this.#control.sendAlbum(this.#userId, photos);
    return await this.#settle(sent, "changes");
  }

  async #press(card: MessageView, button: string, change?: "changes"): Promise<MessageView> {
    const act = await this.#control.click(this.#userId, card.messageId, button);
    return await this.#settle(act, change, card);
  }

  /** Asks for a card and checks its picture against what was on sale at that time. */
  async #see(
    ask: () => Promise<MessageView>,
    place = 1,
  ): Promise<{ card: MessageView; shown: Shown }> {
    const { world } = this.#replicas;
    const askedAt = this.#ledger.pictures.now;
    const card = await ask();
    return { card, shown: await checkPicture(world, this.#ledger, card, askedAt, place) };
  }

  async #sell(): Promise<void> {
    const { pictures, sold, nextNumber } = this.#ledger;
    const number = nextNumber();
    const title = `Thing ${number}`;
    const description = `As good as new, as is no other than ${number}.`;
    // Every fourth product has three pictures: so each round of the faults under load has as many of them.
    const places = number % 4 === 3 ? [1, 2, 3] : [1];
    const markers = places.map((place) => pictures.send(titleAt(title, place)));
    await this.#say("/sell", "changes");
    await this.#sendMarkers(...markers);
    await this.#say(title, "changes");
    await this.#say(description, "changes");
    const preview = await this.#say(`${number + 1}.50 €`, "changes");
    const listed = await this.#press(preview, en.button.confirm, "changes");
    const productId = productIdIn(listed);
    const [link = ""] = /https:\S+start=\S+/.exec(listed.text) ?? [];
    assert.ok(link.endsWith(productId), `on sale, not ${JSON.stringify(listed.text)}`);
    for (const place of places) pictures.confirm(titleAt(title, place));
    const [first, ...further] = markers;
    const words = { title, description, priceMinor: number * 100 + 150 };
    const ofSeller = { sellerId: this.#userId, link, killedIds: new Map() };
    sold.set(title, { productId, ...words, ...ofSeller, markers: [first!], further });
  }

  async #replace(): Promise<void> {
    const { pictures, sold } = this.#ledger;
    const { card } = await this.#see(() => this.#say("/my"));
    const product = sold.get(titleOf(card))!;
    assert.equal(product.sellerId, this.#userId, "the user's own");
    if (product.further.length > 0) {
      await this.#press(await this.#press(card, en.button.pictures), en.button.replace, "changes");
    } else await this.#press(card, en.button.replacePhoto, "changes");
    const marker = pictures.send(product.title);
    this.#ledger.replacements++;
    const replaced = await this.#sendMarkers(marker);
    assert.match(replaced.text, new RegExp(`^${product.title}\n|${en.edit.changed}`));
    pictures.confirm(product.title);
    product.markers.push(marker);
  }

  async #leaf(): Promise<void> {
    let { card } = await this.#see(() => this.#say("/browse"));
    for (let turn = 0; turn < 3; turn++) {
      const data = card.keyboard.flat().flatMap(({ callbackData }) => callbackData ?? []);
      const button = this.#random.pick(data.filter((each) => /^b:[npdb]:/.test(each)));
      ({ card } = await this.#see(() => this.#press(card, button)));
    }
  }

  /** A picture that is not in B2 yet keeps its id: Telegram has the only copy. */
  async #killFileIds(product: Sold): Promise<void> {
    const { db } = this.#replicas.world;
    const state = await whenAvailable(() => loadImages(db, product.productId));
    for (const picture of picturesInOrder(state)) {
      const { images } = viewOf(state, picture);
      for (const imageType of IMAGE_TYPES) {
        const { stored, fileIds } = images[imageType];
        const fileId = fileIds?.[0]?.fileId;
        if (!stored || fileId === undefined) continue;
        const key = pictureKey(imageName(imageType, picture), stored.sha256);
        const killed = product.killedIds.get(key) ?? new Set();
        product.killedIds.set(key, killed.add(fileId));
        await this.#control.killFileId(fileId, this.#random.pick(DEATHS));
      }
    }
  }

  /** One of the five latest products in half of the cases, else any product. */
  #choose(): Sold {
    const sold = [...this.#ledger.sold.values()];
    return this.#random.pick(this.#random.below(2) === 0 ? sold.slice(-5) : sold);
  }
}
