import { Composer } from "grammy";
import type { DatabaseTransaction } from "../../postgres/mod.ts";
import {
  type CataloguePage,
  getCataloguePage,
  type Product,
  putPictureFirst,
  removePicture,
  withPicture,
} from "../../shop/mod.ts";
import { BUTTONS } from "../buttons.ts";
import type { ShopContext } from "../context.ts";
import { beginEdit, type Edit } from "../dialogues/dialogue.ts";
import { prompt } from "../dialogues/prompt.ts";
import { changeDialogue } from "../dialogues/store.ts";
import { myPicturesCard, removePictureKeyboard } from "../my_picture_cards.ts";
import { causeOf, once } from "../once.ts";
import { nearestPlace } from "../picture_row.ts";
import { answer, answerBeside, swapKeyboard } from "../reply.ts";
import { show } from "../show.ts";
import { endEdit, withOwn } from "./my.ts";
import { onPress } from "./on_press.ts";

/** What a button names: a picture of a product, by its number. */
interface PictureNamed {
  readonly productId: string;
  readonly picture: number;
}

/** The pictures of a product that the seller has on sale: turning through them, and changing them. */
export function createMyPictures(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  onPress(composer, BUTTONS.myPictures, withOwn(see));
  onPress(composer, BUTTONS.myPictureFirst, withOwn(putFirst));
  onPress(composer, BUTTONS.myPictureRemove, withOwn(askToRemove));
  onPress(composer, BUTTONS.myPictureRemoveDo, withOwn(remove));
  onPress(
    composer,
    BUTTONS.myPictureReplace,
    withOwn((ctx, _page, named: PictureNamed) => askFor(ctx, named)),
  );
  onPress(
    composer,
    BUTTONS.myPictureAdd,
    withOwn((ctx, _page, { productId }: { readonly productId: string }) =>
      askFor(ctx, { productId, adding: true })
    ),
  );
  return composer;
}

/** Also the way out of adding pictures. */
async function see(
  ctx: ShopContext,
  { product }: CataloguePage,
  { picture, place }: PictureNamed & { readonly place: number },
): Promise<void> {
  const dialogue = await endEdit(ctx);
  await showAt(ctx, product, placeIn(product, { wanted: picture, place }));
  await prompt(ctx, dialogue, ctx.t.sell.resumed);
}

async function showAt(
  ctx: ShopContext,
  product: Product,
  place: number,
  note?: string,
): Promise<void> {
  const seen = withPicture(product, place) ?? product;
  await answerBeside(ctx, () => show(ctx, seen, "cover", myPicturesCard(seen, ctx.t)), note);
}

function placeIn({ pictures }: Product, at: Parameters<typeof nearestPlace>[1]): number {
  return nearestPlace(pictures.map((each) => each.picture), at);
}

async function putFirst(
  ctx: ShopContext,
  page: CataloguePage,
  { picture }: PictureNamed,
): Promise<void> {
  const refused = await change(ctx, page, picture, putPictureFirst);
  if (refused !== undefined) await refuse(ctx, refused);
  else await showNow(ctx, page, 1, ctx.t.pictures.firstNow);
}

async function askToRemove(
  ctx: ShopContext,
  { product }: CataloguePage,
  { picture }: PictureNamed,
): Promise<void> {
  const place = placeIn(product, { wanted: picture, place: 0 });
  const seen = withPicture(product, place);
  if (seen?.picture !== picture) return await showAt(ctx, product, place, ctx.t.pictures.removed);
  const keyboard = removePictureKeyboard(seen, ctx.t);
  await swapKeyboard(ctx, keyboard, { alert: ctx.t.pictures.removeAsk(place) });
}

async function remove(
  ctx: ShopContext,
  page: CataloguePage,
  { picture }: PictureNamed,
): Promise<void> {
  const place = placeIn(page.product, { wanted: picture, place: 1 });
  const refused = await change(ctx, page, picture, removePicture);
  if (refused !== undefined) await refuse(ctx, refused);
  else await showNow(ctx, page, place, ctx.t.pictures.removed);
}

type Refused =
  | Extract<Awaited<ReturnType<typeof putPictureFirst>>, { refused: unknown }>
  | Extract<Awaited<ReturnType<typeof removePicture>>, { refused: unknown }>;

async function change(
  ctx: ShopContext,
  { product: { productId } }: CataloguePage,
  picture: number,
  work: typeof putPictureFirst | typeof removePicture,
): Promise<Refused["refused"] | undefined> {
  const own = { productId, sellerId: ctx.userId, picture, cause: causeOf(ctx) };
  const change = (tx: DatabaseTransaction): Promise<object | Refused> => work({ tx }, own);
  const result = await once(ctx, change);
  if (result === "repeated" || !("refused" in result.applied)) return undefined;
  return (result.applied as Refused).refused;
}

async function refuse(ctx: ShopContext, refused: Refused["refused"]): Promise<void> {
  const { notOwn, product: { removed }, refusal } = ctx.t;
  await answer(ctx, { ...notOwn, ...refusal, removed }[refused], true);
}

async function showNow(
  ctx: ShopContext,
  { product: { productId } }: CataloguePage,
  place: number,
  note: string,
): Promise<void> {
  const page = await getCataloguePage(ctx.shop.db, { at: "product", productId }, ctx.userId);
  if (page === undefined) return await answer(ctx, ctx.t.notOwn.withdrawn, true);
  const at = placeIn(page.product, { wanted: 0, place });
  await showAt(ctx, page.product, at, note);
}

async function askFor(
  ctx: ShopContext,
  change: Pick<Edit, "productId" | "picture" | "adding">,
): Promise<void> {
  const dialogue = await changeDialogue(
    ctx,
    (current) => beginEdit(current, { ...change, field: "photo" }),
  );
  await answer(ctx);
  await prompt(ctx, dialogue);
}
