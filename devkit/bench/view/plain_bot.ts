/**
 * The controls of the benchmark of views, as a program: a bot of grammY alone, as its documentation shows it.
 * It prints its address, and ends when its standard input ends.
 * @module
 */
import { Bot, type Context, InlineKeyboard, InputFile, webhookCallback } from "grammy";
import pg from "pg";
import { BOT } from "./bot_api.ts";

/** How it gets a picture. */
export type Way =
  /** It knows one file id. */
  | "known"
  /** It asks PostgreSQL for the product, with one prepared statement. */
  | "asking"
  /** As the older shop: it downloads the picture from B2, and uploads it to Telegram, at each view. */
  | "older";

/** What the program is started with. */
export interface PlainOptions {
  readonly way: Way;
  readonly apiRoot: string;
  readonly databaseUrl: string;
  /** An object of B2. */
  readonly picture: string;
}

const ROW = `select title, price_minor, telegram_cover_file_id as file_id from products
  where product_id = $1`;

function createPlainBot({ way, apiRoot, databaseUrl, picture }: PlainOptions): Bot {
  const bot = new Bot(BOT.token, { client: { apiRoot } });
  const pool = new pg.Pool({ connectionString: databaseUrl, idleTimeoutMillis: 0 });
  const keyboard = new InlineKeyboard().text("Next", "b:n:TBF-0000001");

  async function photo(productId: string): Promise<{ photo: string | InputFile; caption: string }> {
    if (way === "known") return { photo: "AgAC-known", caption: "<b>Lamp</b>\n€12.00" };
    if (way === "older") {
      const bytes = new Uint8Array(await (await fetch(picture)).arrayBuffer());
      return { photo: new InputFile(bytes, "lamp.jpg"), caption: "<b>Lamp</b>\n€12.00" };
    }
    const { rows } = await pool.query({ name: "product", text: ROW, values: [productId] });
    return {
      photo: rows[0].file_id,
      caption: `<b>${rows[0].title}</b>\n€${rows[0].price_minor / 100}`,
    };
  }
  const options = (caption: string) =>
    ({ caption, parse_mode: "HTML", reply_markup: keyboard }) as const;
  const send = async (ctx: Context, productId: string) => {
    const { photo: sent, caption } = await photo(productId);
    await ctx.replyWithPhoto(sent, options(caption));
  };
  const edit = async (ctx: Context, productId: string) => {
    const { photo: media, caption } = await photo(productId);
    const { reply_markup } = options(caption);
    await ctx.editMessageMedia({ type: "photo", media, caption, parse_mode: "HTML" }, {
      reply_markup,
    });
  };
  bot.command("start", (ctx) => send(ctx, ctx.match));
  bot.command("browse", (ctx) => send(ctx, "TBF-0000001"));
  bot.callbackQuery(/^b:n:(.+)$/, async (ctx) => {
    if (way === "older") {
      await ctx.answerCallbackQuery();
      return await edit(ctx, ctx.match[1]!);
    }
    await Promise.all([ctx.answerCallbackQuery(), edit(ctx, ctx.match[1]!)]);
  });
  return bot;
}

if (import.meta.main) {
  const bot = createPlainBot(JSON.parse(Deno.args[0]!));
  await bot.init();
  const handle = webhookCallback(bot, "std/http");
  Deno.serve({
    port: 0,
    hostname: "127.0.0.1",
    onListen: ({ port }) => console.log(`http://127.0.0.1:${port}`),
  }, (request) => handle(request));
  for await (const piece of Deno.stdin.readable) void piece;
  Deno.exit();
}
