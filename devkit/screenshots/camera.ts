import { Buffer } from "node:buffer";
import type { Browser, Page } from "@vitrine/local-telegram/chat-page";
import sharp from "sharp";
import { StagePage } from "../testing/stage_page.ts";
import { until } from "../testing/until.ts";

/** A language of the chat page. */
export type PageLanguage = "en" | "fr";

/** How the page looks in a picture. */
export interface Look {
  readonly width: 390 | 1280;
  readonly scheme: "light" | "dark";
}

const HEIGHTS = { 390: 844, 1280: 800 } as const;
/** So many colours are enough: nobody sees the difference, and a file has a third of the bytes. */
const COLOURS = 192;

/** Opens the chat page in a browser, and takes pictures of it. */
export class Camera {
  readonly #browser: Browser;
  readonly #url: string;
  readonly #folder: string;

  /** Takes the address of the page, and the folder for the pictures. */
  constructor(browser: Browser, url: string, folder: string) {
    this.#browser = browser;
    this.#url = url;
    this.#folder = folder;
  }

  /** Opens the page in a language, as a browser that has never seen it. */
  async open(language: PageLanguage, look: Look): Promise<StagePage> {
    const page = await this.#browser.newPage({
      locale: language === "fr" ? "fr-FR" : "en-US",
      reducedMotion: "reduce",
    });
    await dress(page, look);
    await page.goto(this.#url);
    await page.locator(".pane textarea").first().waitFor();
    return new StagePage(page);
  }

  /** Opens any page of the shop, in English. */
  async visit(url: string, look: Look): Promise<Page> {
    const page = await this.#browser.newPage({ locale: "en-GB", reducedMotion: "reduce" });
    await dress(page, look);
    await page.goto(url);
    return page;
  }

  /** Takes a picture in a look, when all that it shows is loaded: of what is on the screen, or of the page down to a height. */
  async shoot(
    { page }: Pick<StagePage, "page">,
    name: string,
    look: Look,
    tallestPx?: number,
  ): Promise<void> {
    await dress(page, look);
    await page.mouse.move(0, 0);
    await until("all pictures on the page", () =>
      page.evaluate<boolean>(
        "[...document.images].every((image) => image.complete) && !document.querySelector('.toast:not([hidden])')",
      ));
    const height = tallestPx && Math.min(
      tallestPx,
      await page.evaluate<number>("document.documentElement.scrollHeight"),
    );
    const png = await page.screenshot({
      caret: "hide",
      ...(height && { fullPage: true, clip: { x: 0, y: 0, width: look.width, height } }),
    });
    const small = await sharp(Buffer.from(png)).png({ colours: COLOURS, effort: 10 }).toBuffer();
    await Deno.writeFile(`${this.#folder}${name}.png`, small);
    console.log(`${name}.png: ${Math.round(small.length / 1024)} KiB`);
  }
}

async function dress(page: Page, { width, scheme }: Look): Promise<void> {
  await page.setViewportSize({ width, height: HEIGHTS[width] });
  await page.emulateMedia({ colorScheme: scheme });
}
