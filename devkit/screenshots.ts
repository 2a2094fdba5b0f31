/**
 * `deno task screenshots`: plays scenes on the chat page of a new shop in a real browser, and writes a picture of each to
 * `docs/screenshots/`.
 * @module
 */
import { executablePath, launchBrowser } from "@vitrine/local-telegram/chat-page";
import { runCommand } from "../src/command.ts";
import { Camera } from "./screenshots/camera.ts";
import { playScenes } from "./screenshots/scenes.ts";
import { createEmbeddedFolder, openEmbeddedShop } from "./testing/embedded_shop.ts";
import { pageOf } from "./testing/stage_page.ts";

const HELP = `deno task screenshots

Plays scenes on the chat page of a new shop on this machine, in Chromium, and
writes a picture of each to docs/screenshots/: 390 and 1280 pixels wide, light
and dark, English and French. CHROMIUM_PATH names another browser. The buttons
of the bot need a font with emoji, such as Noto Color Emoji.

Exits 0 done, 1 failed.`;

const FOLDER = new URL("../docs/screenshots/", import.meta.url).pathname;

async function screenshots(): Promise<number> {
  if (executablePath === undefined) {
    console.error("No Chromium on this machine: install it, or set CHROMIUM_PATH");
    return 1;
  }
  await using folder = createEmbeddedFolder();
  await using shop = await openEmbeddedShop(folder);
  const browser = await launchBrowser();
  try {
    const camera = new Camera(browser, pageOf(shop), FOLDER);
    await playScenes(camera, shop);
  } finally {
    await browser.close();
  }
  return 0;
}

if (import.meta.main) await runCommand({ help: HELP, run: screenshots });
