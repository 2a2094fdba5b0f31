import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { openLocalTelegram } from "../src/mod.ts";
import { executablePath, launchBrowser, problemsOf } from "./support/browser.ts";
import type { PageStep } from "./support/chat_page.ts";
import { openCutLine } from "./support/cut_line.ts";
import { createEchoBot } from "./support/echo_bot.ts";
import { STEPS } from "./support/one_person.ts";
import { stepsOfTwo } from "./support/two_people.ts";

/** What a browser says about a line that was cut. */
const CUT = /net::ERR_/;
/** What it says once: Telegram refuses a picture. */
const REFUSED = "Failed to load resource: the server responded with a status of 400 (Bad Request)";

/** An action that a host adds to the page. */
const GREET = {
  id: "greet",
  label: "Greet",
  hint: "Says hello.",
  run: () => Promise.resolve("The host says hello"),
};

const HOST = { en: "Host", fr: "Hôte" };

Deno.test({
  name: "the chat page lets a person use a bot, then two",
  ignore: executablePath === undefined,
  // playwright-core keeps its pipe to Chromium and some timers open until the process ends.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    await using telegram = await openLocalTelegram({
      botUsername: "echo_bot",
      page: {
        sides: [{ en: "Left", fr: "Gauche" }, "Right"],
        panels: [{ id: "host", title: HOST, note: "Nothing yet", actions: [GREET] }],
      },
    });
    await using line = await openCutLine(telegram.url);
    const bot = createEchoBot(telegram.token, telegram.url);
    await bot.api.setMyCommands([
      { command: "start", description: "Begin" },
      { command: "link", description: "A link" },
    ]);
    const running = bot.start();
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 390, height: 780 } });
      await useThePage(t, page, line.url, [
        [
          "shows what the bot tells of itself, also later, and in the person's language",
          async () => {
            await bot.api.setMyDescription("Je répète.", { language_code: "fr" });
            // More often than the page asks by itself when it opens.
            for (const text of ["A.", "B.", "C.", "D.", "E.", "F.", "I repeat."]) {
              await bot.api.setMyDescription(text);
              await page.getByText(text, { exact: true }).waitFor();
            }
          },
        ],
        ...STEPS,
        ...stepsOfTwo(line, telegram),
      ]);
    } finally {
      await browser.close();
      await bot.stop();
      await running;
    }
  },
});

async function useThePage(
  t: Deno.TestContext,
  page: Page,
  url: string,
  steps: readonly PageStep[],
): Promise<void> {
  const problems = problemsOf(page);
  await page.goto(url);
  // A step begins where the one before has ended: behind a failed one, all others would wait in vain.
  for (const [name, step] of steps) if (!await t.step(name, () => step(page))) return;
  assert.deepEqual(problems.filter((problem) => !CUT.test(problem)), [REFUSED]);
}
