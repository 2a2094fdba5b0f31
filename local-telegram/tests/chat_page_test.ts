import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { existsSync } from "node:fs";
import { Bot, InlineKeyboard, InlineQueryResultBuilder } from "grammy";
import type { Browser, Page } from "playwright-core";
import { openLocalTelegram } from "../src/mod.ts";
import { png } from "./support/pictures.ts";
import { HANG_MS } from "./support/until.ts";

const USUAL_PATHS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
/** Without these, Chromium contacts its maker's servers, or refuses to run as root. */
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function chromiumPath(): string | undefined {
  return [Deno.env.get("CHROMIUM_PATH"), ...USUAL_PATHS].find((path) =>
    path !== undefined && existsSync(path)
  );
}

/** Makes a bot that answers in each way that the page must show. */
function createEchoBot(token: string, apiRoot: string): Bot {
  const bot = new Bot(token, { client: { apiRoot } });
  const keyboard = new InlineKeyboard().text("Toast", "toast").text("Alert", "alert").text(
    "Edit",
    "edit",
  )
    .row().url("Again", `https://t.me/echo_bot?start=ref-9`).switchInlineCurrent("Share", "cup");
  bot.command(
    "start",
    (ctx) =>
      ctx.reply(`Hello <b>${ctx.from?.first_name}</b> (${ctx.from?.language_code}) ${ctx.match}`, {
        parse_mode: "HTML",
        reply_markup: keyboard,
      }),
  );
  bot.callbackQuery("toast", (ctx) => ctx.answerCallbackQuery("A toast"));
  bot.callbackQuery(
    "alert",
    (ctx) => ctx.answerCallbackQuery({ text: "An alert", show_alert: true }),
  );
  bot.callbackQuery("edit", async (ctx) => {
    await ctx.editMessageText("Edited in place");
    await ctx.answerCallbackQuery();
  });
  bot.on(
    "message:photo",
    (ctx) => ctx.replyWithPhoto(ctx.message.photo.at(-1)?.file_id ?? "", { caption: "Seen" }),
  );
  bot.on("message:document", (ctx) => ctx.reply(`A file: ${ctx.message.document.file_name}`));
  bot.on("message:text").filter(
    (ctx) => ctx.message.via_bot === undefined,
    (ctx) => ctx.reply(`You said ${ctx.message.text}`),
  );
  bot.on("inline_query", (ctx) =>
    ctx.answerInlineQuery([
      InlineQueryResultBuilder.article("1", `Result for ${ctx.inlineQuery.query}`).text("Chosen"),
    ]));
  return bot;
}

const executablePath = chromiumPath();

/**
 * Loads playwright-core and starts the browser. When it loads, playwright-core reads a file in /proc to find out
 * whether it runs on WSL, which Deno allows only with --allow-all. The variable is playwright-core's own switch to skip
 * that.
 */
async function launchBrowser(): Promise<Browser> {
  Deno.env.set("__IS_WSL_TEST__", "1");
  const { chromium } = await import("playwright-core");
  Deno.env.delete("__IS_WSL_TEST__");
  const path = executablePath ?? "";
  return await chromium.launch({ executablePath: path, args: ARGS, timeout: HANG_MS });
}

Deno.test({
  name: "the chat page lets a person use a bot",
  ignore: executablePath === undefined,
  // playwright-core keeps its pipe to Chromium and some timers open until the process ends.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    await using telegram = await openLocalTelegram({ botUsername: "echo_bot" });
    const bot = createEchoBot(telegram.token, telegram.url);
    await bot.api.setMyCommands([{ command: "start", description: "Begin" }]);
    const running = bot.start();
    const browser = await launchBrowser();
    try {
      await useThePage(t, browser, telegram.url);
    } finally {
      await browser.close();
      await bot.stop();
      await running;
    }
  },
});

async function useThePage(t: Deno.TestContext, browser: Browser, url: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 390, height: 780 } });
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (line) => line.type() === "error" && problems.push(line.text()));
  page.setDefaultTimeout(HANG_MS);
  await page.goto(url);
  for (const [name, step] of STEPS) await t.step(name, () => step(page));
  assert.deepEqual(problems, []);
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).last();
const said = (page: Page, text: string) =>
  page.locator(".body", { hasText: text }).last().waitFor();

async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.keyboard.press("Enter");
}

const STEPS: readonly (readonly [name: string, step: (page: Page) => Promise<void>])[] = [
  ["starts the bot as a person with a language", async (page) => {
    await button(page, "Start").click();
    await said(page, "Hello Sam (en)");
    assert.equal(await page.locator(".body b").last().textContent(), "Sam");
  }],
  ["shows text as text", async (page) => {
    await write(page, "<img src=x onerror=alert(1)>");
    await said(page, "You said <img src=x onerror=alert(1)>");
  }],
  ["shows a toast", async (page) => {
    // The toast goes away by itself, so the wait begins before the click.
    const shown = page.getByRole("status").filter({ hasText: "A toast" }).waitFor();
    await button(page, "Toast").click();
    await shown;
  }],
  ["shows an alert", async (page) => {
    await button(page, "Alert").click();
    await page.getByRole("dialog").getByText("An alert").waitFor();
    await button(page, "OK").click();
  }],
  ["opens a deep link to the bot here", async (page) => {
    await button(page, "Again ↗").click();
    await said(page, "Hello Sam (en) ref-9");
  }],
  ["shows inline results, and sends the chosen one", async (page) => {
    await button(page, "Share ⤴").click();
    await page.getByRole("option", { name: "Result for cup" }).click();
    await said(page, "Chosen");
  }],
  ["edits in place", async (page) => {
    const before = await page.locator(".message").count();
    await button(page, "Edit").click();
    await said(page, "Edited in place");
    assert.equal(await page.locator(".message").count(), before);
  }],
  ["sends a photo, and shows the photo that the bot sends", async (page) => {
    const buffer = Buffer.from(png(200, 100, 9));
    await page.locator("#photo-input").setInputFiles({
      name: "a.png",
      mimeType: "image/png",
      buffer,
    });
    await said(page, "Seen");
    await page.waitForFunction(
      "[...document.images].map((image) => image.naturalWidth).join() === '200,200'",
    );
  }],
  ["sends a file", async (page) => {
    const buffer = Buffer.from("text");
    await page.locator("#file-input").setInputFiles({
      name: "a.txt",
      mimeType: "text/plain",
      buffer,
    });
    await said(page, "A file: a.txt");
  }],
  ["offers the commands", async (page) => {
    await button(page, "Commands").click();
    await page.getByRole("menuitem", { name: "/start" }).click();
    await said(page, "Hello Sam (en)");
  }],
  ["changes the person", async (page) => {
    await page.getByLabel("You are").selectOption("Béa (fr)");
    await button(page, "Start").click();
    await said(page, "Hello Béa (fr)");
    assert.equal(await page.locator(".message").count(), 2);
  }],
];
