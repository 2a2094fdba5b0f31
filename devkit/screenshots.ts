/**
 * `deno task screenshots`: plays scenes on the chat page and the console of new shops in a real browser, and writes a picture of
 * each to `docs/screenshots/`.
 * @module
 */
import { executablePath, launchBrowser } from "@vitrine/local-telegram/chat-page";
import { runCommand, UsageError } from "../src/command.ts";
import { Camera } from "./screenshots/camera.ts";
import { playConsole } from "./screenshots/console_scenes.ts";
import { playScenes } from "./screenshots/scenes.ts";
import { createEmbeddedFolder, openEmbeddedShop } from "./testing/embedded_shop.ts";
import { pageOf } from "./testing/stage_page.ts";

const HELP = `deno task screenshots [chat] [console]

Plays scenes on the chat page and the console of new shops on this machine, in
Chromium, and writes a picture of each to docs/screenshots/: 390 and 1280
pixels wide, light and dark, the chat in English and French. CHROMIUM_PATH
names another browser. The buttons of the bot need a font with emoji, such as
Noto Color Emoji. The views that the console shows are made up.

  chat, console   only these. Default: both

Exits 0 done, 1 failed, 2 wrong usage.`;

const FOLDER = new URL("../docs/screenshots/", import.meta.url).pathname;

/** What can be named. */
const SCENES: Readonly<Record<string, typeof playConsole>> = {
  chat: playScenes,
  console: playConsole,
};

async function screenshots(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !Object.hasOwn(SCENES, name));
  if (unknown !== undefined) throw new UsageError(`There are no scenes of ${unknown}`);
  if (executablePath === undefined) {
    console.error("No Chromium on this machine: install it, or set CHROMIUM_PATH");
    return 1;
  }
  for (const [name, play] of Object.entries(SCENES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    await using folder = createEmbeddedFolder();
    await using shop = await openEmbeddedShop(folder);
    const browser = await launchBrowser();
    try {
      await play(new Camera(browser, pageOf(shop), FOLDER), shop, folder);
    } finally {
      await browser.close();
    }
  }
  return 0;
}

if (import.meta.main) {
  const run = (_: unknown, names: readonly string[]) => screenshots(names);
  await runCommand({ help: HELP, takesNames: true, run });
}
