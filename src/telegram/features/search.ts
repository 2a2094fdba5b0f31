import { Composer } from "grammy";
import {
  findByName,
  NEWEST,
  type Product,
  readLine,
  searchProducts,
  searchSimilar,
} from "../../shop/mod.ts";
import { BUTTONS } from "../buttons.ts";
import type { ShopContext } from "../context.ts";
import { escapeHtml } from "../html.ts";
import { foundKeyboard, LISTED } from "../product_list.ts";
import { answer, edited, say } from "../reply.ts";
import { onPress } from "./on_press.ts";
import { showOffer } from "./views.ts";

/** Characters of a query that an answer repeats. */
const REPEATED = 60;

/** `/search`, words or a product number that nothing asked for, and the catalogue as a list: `/list`. */
export function createSearch(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.command("search", (ctx) => search(ctx, ctx.match));
  composer.command("list", (ctx) => search(ctx, ""));
  composer.on("message:text", async (ctx, next) => {
    if (ctx.message.text.startsWith("/")) return await next();
    await search(ctx, ctx.message.text);
  });
  onPress(composer, BUTTONS.list, async (ctx) => {
    await answer(ctx);
    await search(ctx, "");
  });
  onPress(composer, BUTTONS.listNext, turn);
  return composer;
}

/** One product is shown, several are listed. Without words, all that is on sale is listed, newest first. */
async function search(ctx: ShopContext, text: string): Promise<void> {
  const query = readLine(text);
  const { db } = ctx.shop;
  const page = await searchProducts(db, query, { limit: LISTED });
  const [first, ...others] = page.products;
  if (first === undefined) return await searchAgain(ctx, query);
  if (others.length === 0 && query !== "") return await showOffer(ctx, first.productId);
  await say(ctx, headline(ctx, query), foundKeyboard(query, page, ctx.t));
}

/** Nothing has these words. Perhaps one was mistyped. */
async function searchAgain(ctx: ShopContext, query: string): Promise<void> {
  const { t, shop: { db } } = ctx;
  if (query === "") return await say(ctx, t.product.noneOnSale);
  const productId = await findByName(db, query);
  // It is off sale, which its link says too.
  if (productId !== undefined) return await showOffer(ctx, productId);
  const products: Product[] = await searchSimilar(db, query, LISTED);
  const named = repeated(query);
  if (products.length === 0) return await say(ctx, t.search.none(named));
  await say(ctx, t.search.similar(named, products.length), foundKeyboard(query, { products }, t));
}

async function turn(
  ctx: ShopContext,
  { before, query }: { readonly before: string; readonly query: string },
): Promise<void> {
  const page = await searchProducts(ctx.shop.db, query, { limit: LISTED, before: Number(before) });
  if (page.products.length === 0) return await answer(ctx, ctx.t.product.noMore);
  await answer(ctx);
  const reply_markup = foundKeyboard(query, page, ctx.t, { isFirst: Number(before) >= NEWEST });
  const text = headline(ctx, query);
  const edit = ctx.editMessageText(text, { parse_mode: "HTML", reply_markup });
  if (!await edited(edit)) await say(ctx, text, reply_markup);
}

function headline({ t }: ShopContext, query: string): string {
  return query === "" ? t.search.all : t.search.found(repeated(query));
}

function repeated(query: string): string {
  const characters = [...query];
  const short = characters.slice(0, REPEATED - 1).join("");
  return escapeHtml(characters.length <= REPEATED ? query : `${short}…`);
}
