import { Composer } from "grammy";
import {
  type DatabaseTransaction,
  loadDialogue,
  lockDialogue,
  saveDialogue,
} from "../../postgres/mod.ts";
import {
  addPicture,
  type CataloguePage,
  getCataloguePage,
  type NotAdded,
  type NotOwn,
} from "../../shop/mod.ts";
import { BUTTONS } from "../buttons.ts";
import type { ShopContext } from "../context.ts";
import { type AddedPicture, type Album, ofProduct } from "../dialogues/albums.ts";
import { type Aside, asideOf, readDialogue, saleOf } from "../dialogues/dialogue.ts";
import { prompt } from "../dialogues/prompt.ts";
import { beginSale } from "../dialogues/sale.ts";
import { changeDialogue } from "../dialogues/store.ts";
import { takenLines } from "../dialogues/taken_lines.ts";
import { causeOf, once } from "../once.ts";
import { answer, edited, say } from "../reply.ts";
import { productText } from "./album_answer.ts";
import { withOwn } from "./my.ts";
import { onPress } from "./on_press.ts";

/** What a user can do with photos that nothing asked for: sell them, or add them to a product. */
export function createAsidePhotos(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  onPress(composer, BUTTONS.sellPhotos, sell);
  onPress(composer, BUTTONS.addPhotos, withOwn(add));
  return composer;
}

/** Without photos, as after a second press, the sale that is under way goes on. */
async function sell(ctx: ShopContext): Promise<void> {
  const wasSelling = saleOf(ctx.dialogue) !== null && !ctx.repeated;
  const dialogue = await changeDialogue(ctx, (current) => {
    if (current?.kind !== "album" || !current.photos?.length) return current;
    const saleId = crypto.randomUUID();
    return beginSale(saleId, { photos: current.photos, albums: ofAside(current, { saleId }) });
  });
  const sale = saleOf(dialogue);
  if (sale === null) return await answer(ctx, ctx.t.sell.draftGone, true);
  await answer(ctx);
  await edited(ctx.editMessageReplyMarkup());
  const [count] = takenLines(sale.photos ?? [], undefined, ctx.t);
  await prompt(ctx, dialogue, wasSelling ? ctx.t.sell.resumed : count);
}

async function add(ctx: ShopContext, { product: { productId } }: CataloguePage): Promise<void> {
  const result = await once(ctx, (tx) => addAll(ctx, tx, productId));
  const { added, refused } = result === "repeated" ? { added: 1, refused: [] } : result.applied;
  const { db } = ctx.shop;
  const page = await getCataloguePage(db, { at: "product", productId }, ctx.userId);
  if (page === undefined) return await answer(ctx, ctx.t.product.withdrawn, true);
  await answer(ctx);
  await edited(ctx.editMessageReplyMarkup());
  const dialogue = readDialogue(await loadDialogue(db, ctx.userId));
  const { text, keyboard } = productText(ctx, page.product, { dialogue });
  const { refusal, product } = ctx.t;
  const why = refused.map((each) =>
    each in refusal ? refusal[each as NotAdded["refused"]] : product[each as NotOwn["refused"]]
  );
  await say(ctx, [...(added > 0 ? [text] : []), ...why].join("\n"), keyboard);
}

type Refused = (NotAdded | NotOwn)["refused"];

/** Adds the photos, and returns how many, and why others were not added: each reason once. */
async function addAll(
  ctx: ShopContext,
  tx: DatabaseTransaction,
  productId: string,
): Promise<{ readonly added: number; readonly refused: readonly Refused[] }> {
  const current = readDialogue(await lockDialogue(tx, ctx.userId));
  if (current?.kind !== "album" || current.photos === undefined) return { added: 1, refused: [] };
  const { enqueueStoreImage } = ctx.shop;
  const refused = new Set<Refused>();
  const added: AddedPicture[] = [];
  for (const { messageId, fileId, fileUniqueId, originalFileId } of current.photos ?? []) {
    const photo = { fileId, fileUniqueId, originalFileId, botId: ctx.me.id };
    const request = { productId, sellerId: ctx.userId, photo, cause: causeOf(ctx) };
    const result = await addPicture({ tx, enqueueStoreImage }, request);
    if ("refused" in result) refused.add(result.refused);
    else added.push({ messageId, picture: result.added });
  }
  const albums = ofProduct(ofAside(current, { productId }), added);
  await saveDialogue(tx, ctx.userId, asideOf({ kind: "album", albums }));
  return { added: added.length, refused: [...refused] };
}

/** The albums of an aside. Those of its photos belong to a sale or a product now: their answers have had their time. */
function ofAside(
  { albums = [], photos = [] }: Aside,
  belongs: Pick<Album, "saleId" | "productId">,
) {
  return albums.map((album): Album => {
    const isOfPhotos = photos.some(({ messageId }) => album.messageIds.includes(messageId));
    const { answer: _, answeredBy: __, ...unanswered } = album;
    return isOfPhotos ? { ...unanswered, ...belongs } : album;
  });
}
