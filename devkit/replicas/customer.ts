import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { FileIdDeath, MessageView, UserAct } from "../../src/embedded/telegram/control.ts";
import { IMAGE_TYPES } from "../../src/domain/mod.ts";
import { drawPlaceholder } from "../../src/imaging/mod.ts";
import { isUnavailable } from "../../src/postgres/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { en } from "../../src/telegram/locales/en.ts";
import { markedPhoto, type Marker, readMarker, type Shown } from "../world/marker.ts";
import { productIdIn } from "../world/sale.ts";
import { waitFor } from "../../src/wait_for.ts";
import type { Random } from "../testing/random.ts";
import type { Replicas } from "../testing/replicas.ts";
import { type Ledger, pictureKey, type Sold } from "./ledger.ts";
import type { Errand } from "./plan.ts";

/** Someone who uses the shop by Telegram, writes down what was done, and checks each picture that is shown. */
export interface Customer {
  /** Runs an errand to its end. */
  run(errand: Errand): Promise<void>;
  /** Follows a product's link, and returns what is shown. */
  look(product: Sold): Promise<Shown>;
}

const DEATHS: readonly FileIdDeath[] = ["dead", "garbage", "foreign", "wrongType"];

/** Makes a customer. */
export async function createCustomer(
  userId: number,
  { world, balancer }: Replicas,
  ledger: Ledger,
  random: Random,
): Promise<Customer> {
  const { control } = world.telegram;
  const { pictures } = ledger;
  await control.defineUser({ id: userId, firstName: `User ${userId}`, languageCode: "en" });

  /** An update may be answered twice if its process was killed: only when it is settled does the last word count. */
  async function settle(act: UserAct, change: "changes" | "reads" = "reads"): Promise<MessageView> {
    if (change === "changes") ledger.changes.push(...act.updateIds);
    await balancer.handled(act.updateIds);
    const { messages } = await control.transcript(userId);
    const last = messages.findLast(({ from }) => from === "bot");
    assert.ok(last, "the bot has answered");
    return last;
  }

  const say = async (text: string, change?: "changes") =>
    await settle(await control.sendText(userId, text), change);
  const sendMarker = async (marker: Marker) =>
    await settle(await control.sendPhoto(userId, await markedPhoto(marker)), "changes");
  const press = async ({ messageId }: MessageView, button: string, change?: "changes") =>
    await settle(await control.click(userId, messageId, button), change);

  /** Asks for a card, and checks its picture against what was on sale when it was asked for. */
  async function see(
    ask: () => Promise<MessageView>,
  ): Promise<{ card: MessageView; shown: Shown }> {
    const asked = pictures.now;
    const card = await ask();
    return { card, shown: await checked(card, asked) };
  }

  /**
   * Every picture that is shown was sent by the seller of the product whose name stands below it, and was not replaced
   * before it was asked for; or it is the drawing for this very product, byte for byte: someone made the id die while
   * a view was on its way, or B2 was slow.
   */
  async function checked(card: MessageView, asked: number): Promise<Shown> {
    const title = titleOf(card);
    const photo = pictures.has(title) ? card.photo : undefined;
    assert.ok(photo, `a picture of a product, not ${JSON.stringify(card.text)}`);
    const picture = await control.fileBytes(photo.fileUniqueId);
    const marker = await readMarker(picture);
    if (marker === "placeholder" && await isPlaceholder(title, picture)) {
      ledger.placeholders++;
      return "placeholder";
    }
    assert.ok(
      typeof marker === "number" && pictures.allows(title, marker, asked),
      `${title} shows ${marker}: another's picture, or one that was replaced before`,
    );
    return marker;
  }

  async function isPlaceholder(title: string, picture: Uint8Array): Promise<boolean> {
    const { product_id: productId } = await patiently(() =>
      world.db.selectFrom("products").select("product_id")
        .where("title", "=", title).executeTakeFirstOrThrow()
    );
    return Buffer.from(picture).equals(await drawPlaceholder({ title, productId }));
  }

  async function sell(): Promise<void> {
    const number = ledger.nextNumber();
    const title = `Thing ${number}`;
    const description = `As good as new, as is no other than ${number}.`;
    const marker = pictures.send(title);
    await say("/sell", "changes");
    await sendMarker(marker);
    await say(title, "changes");
    await say(description, "changes");
    const preview = await say(`${number + 1}.50 €`, "changes");
    const listed = await press(preview, en.button.confirm, "changes");
    const productId = productIdIn(listed);
    const [link = ""] = /https:\S+start=\S+/.exec(listed.text) ?? [];
    assert.ok(link.endsWith(productId), `on sale, not ${JSON.stringify(listed.text)}`);
    pictures.confirm(title);
    const words = { title, description, priceMinor: number * 100 + 150 };
    const ofSeller = { sellerId: userId, link, markers: [marker], killedIds: new Map() };
    ledger.sold.set(title, { productId, ...words, ...ofSeller });
  }

  async function replace(): Promise<void> {
    const { card } = await see(() => say("/my"));
    const product = ledger.sold.get(titleOf(card))!;
    assert.equal(product.sellerId, userId, "the user's own");
    await press(card, en.button.replacePhoto, "changes");
    const marker = pictures.send(product.title);
    ledger.replacements++;
    const replaced = await sendMarker(marker);
    assert.match(replaced.text, new RegExp(`^${product.title}\n|${en.edit.changed}`));
    pictures.confirm(product.title);
    product.markers.push(marker);
  }

  async function leaf(): Promise<void> {
    let { card } = await see(() => say("/browse"));
    for (let turn = 0; turn < 3; turn++) {
      const data = card.keyboard.flat().flatMap(({ callbackData }) => callbackData ?? []);
      const button = random.pick(data.filter((each) => /^b:[npdb]:/.test(each)));
      ({ card } = await see(() => press(card, button)));
    }
  }

  /** What is not in B2 yet has no other copy than Telegram's: its id is left alone. */
  async function killIds(product: Sold): Promise<void> {
    const { images } = await patiently(() => loadImages(world.db, product.productId));
    for (const imageType of IMAGE_TYPES) {
      const { stored, fileIds } = images[imageType];
      const fileId = fileIds?.[0]?.fileId;
      if (!stored || fileId === undefined) continue;
      const picture = pictureKey(imageType, stored.sha256);
      const killed = product.killedIds.get(picture) ?? new Set();
      product.killedIds.set(picture, killed.add(fileId));
      await control.killFileId(fileId, random.pick(DEATHS));
    }
  }

  const look = async ({ link }: Sold) => {
    const { shown } = await see(async () => await settle(await control.openDeepLink(userId, link)));
    return shown;
  };
  /** What was sold lately is looked at most. */
  const choose = () => {
    const sold = [...ledger.sold.values()];
    return random.pick(random.below(2) === 0 ? sold.slice(-5) : sold);
  };

  const errands: Record<Errand, () => Promise<unknown>> = {
    sale: sell,
    replacement: replace,
    view: () => look(choose()),
    view_of_dead_id: async () => {
      const product = choose();
      await killIds(product);
      return await look(product);
    },
    leafing: leaf,
  };
  return { run: async (errand) => void await errands[errand](), look };
}

function titleOf({ text }: MessageView): string {
  return text.split("\n")[0]!;
}

/** The server may be away: that it is, the shop is asked to bear, and not those who look into its database. */
async function patiently<T>(look: () => Promise<T>): Promise<T> {
  const { signal } = new AbortController();
  const name = "PostgreSQL";
  return await waitFor(look, { name, isTransient: isUnavailable, signal, firstPauseMs: 50 });
}
