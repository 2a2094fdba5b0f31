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
import type { DraftPhoto } from "../dialogues/draft_photos.ts";
import { prompt } from "../dialogues/prompt.ts";
import { beginSale } from "../dialogues/sale.ts";
import { changeDialogue } from "../dialogues/store.ts";
import { reasonOf, takenLines } from "../dialogues/taken_lines.ts";
import type { Locale } from "../locales/mod.ts";
import { causeOf, once } from "../once.ts";
import { answer, edited, say } from "../reply.ts";
import { asideText, productText } from "./album_answer.ts";
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
  const { db } = ctx.shop;
  const page = await getCataloguePage(db, { at: "product", productId }, ctx.userId);
  if (page === undefined) return await answer(ctx, ctx.t.notOwn.withdrawn, true);
  await answer(ctx);
  await edited(ctx.editMessageReplyMarkup());
  const dialogue = readDialogue(await loadDialogue(db, ctx.userId));
  const isKept = dialogue?.kind === "album" && dialogue.photos !== undefined;
  // Of a repeated press, only what is left tells what became of the photos.
  const outcome = result === "repeated" ? { added: isKept ? 0 : 1, lines: [] } : result.applied;
  const done = productText(ctx, page.product, { dialogue });
  const kept = isKept ? await asideText(ctx, dialogue) : undefined;
  const lines = [...(outcome.added > 0 ? [done.text] : []), ...outcome.lines];
  await say(ctx, [...lines, ...(kept ? [kept.text] : [])].join("\n"), (kept ?? done).keyboard);
}

/** Adds the photos, and returns how many, and what was not added and why. That is kept, unless the product has it. */
async function addAll(
  ctx: ShopContext,
  tx: DatabaseTransaction,
  productId: string,
): Promise<{ readonly added: number; readonly lines: readonly string[] }> {
  const current = readDialogue(await lockDialogue(tx, ctx.userId));
  if (current?.kind !== "album" || current.photos === undefined) return { added: 1, lines: [] };
  const { photos } = current;
  const { added, refused } = await addEach(ctx, tx, { productId, photos });
  const kept = refused.filter(({ why }) => why !== "same_picture").map(({ photo }) => photo);
  const taken = { ...current, photos: photos.filter((photo) => !kept.includes(photo)) };
  const albums = ofProduct(ofAside(taken, { productId }), added);
  const rest = { kind: "album", albums, photos: kept } as const;
  await saveDialogue(tx, ctx.userId, kept.length > 0 ? rest : asideOf(rest));
  return { added: added.length, lines: refusedLines(refused, photos.length, ctx.t) };
}

async function addEach(
  ctx: ShopContext,
  tx: DatabaseTransaction,
  { productId, photos }: { readonly productId: string; readonly photos: readonly DraftPhoto[] },
): Promise<{ readonly added: AddedPicture[]; readonly refused: Refused[] }> {
  const { shop: { enqueueStoreImage }, userId: sellerId, me: { id: botId } } = ctx;
  const added: AddedPicture[] = [];
  const refused: Refused[] = [];
  for (const [index, each] of photos.entries()) {
    const { messageId, fileId, fileUniqueId, originalFileId } = each;
    const photo = { fileId, fileUniqueId, originalFileId, botId };
    const request = { productId, sellerId, photo, cause: causeOf(ctx) };
    const result = await addPicture({ tx, enqueueStoreImage }, request);
    if ("refused" in result) refused.push({ number: index + 1, why: result.refused, photo: each });
    else added.push({ messageId, picture: result.added });
  }
  return { added, refused };
}

/** A photo that was not added: its number among those that came, from 1, and why. */
interface Refused {
  readonly number: number;
  readonly why: (NotAdded | NotOwn)["refused"];
  readonly photo: DraftPhoto;
}

/** A line for each reason, as Telegram HTML. */
function refusedLines(refused: readonly Refused[], total: number, t: Locale): string[] {
  return [...Map.groupBy(refused, ({ why }) => why)].map(([why, each]) => {
    const numbers = each.map(({ number }) => t.pictures.number(number)).join(", ");
    return total === 1 ? reasonOf(why, t) : t.pictures.leftOut(numbers, reasonOf(why, t));
  });
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
