import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { FileIdDeath, MessageView, UserAct } from "../../src/embedded/telegram/control.ts";
import { drawPlaceholder } from "../../src/imaging/mod.ts";
import { en } from "../../src/telegram/locales/en.ts";
import { markedPhoto, readMarker, type Shown } from "../../scripts/support/marker.ts";
import type { Random } from "../support/random.ts";
import type { Replicas } from "../support/replicas.ts";
import type { Ledger, Sold } from "./ledger.ts";
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
  const sendMarker = async (marker: number) =>
    await settle(await control.sendPhoto(userId, await markedPhoto(marker)), "changes");
  const press = async ({ messageId }: MessageView, button: string, change?: "changes") =>
    await settle(await control.click(userId, messageId, button), change);

  /**
   * Every picture that is shown was sent by the seller of the product whose name stands below it; or it is the drawing
   * for this very product, byte for byte: someone made the id die while a view was on its way, or B2 was slow.
   */
  async function checked(card: MessageView): Promise<Shown> {
    const [title = ""] = card.text.split("\n");
    const sent = ledger.sent.get(title);
    assert.ok(sent && card.photo, `a picture of a product, not ${JSON.stringify(card.text)}`);
    const picture = await control.fileBytes(card.photo.fileUniqueId);
    const marker = await readMarker(picture);
    if (marker === "placeholder" && await isPlaceholder(title, picture)) {
      ledger.placeholders++;
      return "placeholder";
    }
    assert.ok(
      typeof marker === "number" && sent.includes(marker),
      `${title} shows ${marker}, its seller sent ${sent.join(", ")}`,
    );
    return marker;
  }

  async function isPlaceholder(title: string, picture: Uint8Array): Promise<boolean> {
    const { product_id: productId } = await world.db.selectFrom("products").select("product_id")
      .where("title", "=", title).executeTakeFirstOrThrow();
    return Buffer.from(picture).equals(await drawPlaceholder({ title, productId }));
  }

  async function sell(): Promise<void> {
    const marker = ledger.nextMarker();
    const title = `Thing ${marker}`;
    await say("/sell", "changes");
    await sendMarker(marker);
    await say(title, "changes");
    await say("As good as new.", "changes");
    const preview = await say("12.50 €", "changes");
    const markers = [marker];
    ledger.sent.set(title, markers);
    const listed = await press(preview, en.button.confirm, "changes");
    const [link, productId] = /https:\S+start=(TBF-[2-9A-Z]{6})/.exec(listed.text) ?? [];
    assert.ok(link && productId, `on sale, not ${JSON.stringify(listed.text)}`);
    const killedIds = { cover: 0, thumb: 0 };
    const product = { productId, title, sellerId: userId, link, markers, killedIds };
    ledger.sold.set(title, product);
  }

  async function replace(): Promise<void> {
    const card = await say("/my");
    await checked(card);
    const product = ledger.sold.get(card.text.split("\n")[0]!)!;
    assert.equal(product.sellerId, userId, "the user's own");
    await press(card, en.button.replacePhoto, "changes");
    const marker = ledger.nextMarker();
    ledger.sent.get(product.title)!.push(marker);
    ledger.replacements++;
    const replaced = await sendMarker(marker);
    assert.match(replaced.text, new RegExp(`^${product.title}\n|${en.edit.changed}`));
  }

  async function leaf(): Promise<void> {
    let card = await say("/browse");
    await checked(card);
    for (let turn = 0; turn < 3; turn++) {
      const data = card.keyboard.flat().flatMap(({ callbackData }) => callbackData ?? []);
      card = await press(card, random.pick(data.filter((each) => /^b:[npdb]:/.test(each))));
      await checked(card);
    }
  }

  /** What is not in B2 yet has no other copy than Telegram's: its id is left alone. */
  async function killIds(product: Sold): Promise<void> {
    const row = await world.db.selectFrom("products")
      .select(["telegram_cover_file_id as cover", "telegram_thumb_file_id as thumb"])
      .where("product_id", "=", product.productId).where("thumbnail_url", "is not", null)
      .executeTakeFirst();
    for (const imageType of ["cover", "thumb"] as const) {
      const fileId = row?.[imageType];
      if (fileId == null) continue;
      product.killedIds[imageType]++;
      await control.killFileId(fileId, random.pick(DEATHS));
    }
  }

  const look = async ({ link }: Sold) =>
    await checked(await settle(await control.openDeepLink(userId, link)));
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
