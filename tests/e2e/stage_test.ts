import assert from "node:assert/strict";
import {
  axeProblems,
  button,
  executablePath,
  field,
  launchBrowser,
  problemsOf,
  said,
  write,
} from "@vitrine/local-telegram/chat-page";
import { createEmbeddedFolder, openEmbeddedShop } from "../../devkit/testing/embedded_shop.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { answered, offerOnPage, pageOf, StagePage } from "../../devkit/testing/stage_page.ts";
import { until } from "../../devkit/testing/until.ts";
import { isDrawn } from "../../devkit/testing/sample.ts";
import { logged, type ShopProcess } from "../../devkit/world/shop_process.ts";
import { PROJECTED_COLUMNS } from "../../src/domain/mod.ts";
import { ENGLISH_SAMPLES, FRENCH_SAMPLES } from "../../src/embedded/stage/sample_products.ts";
import { ACTS, WORDS } from "../../src/embedded/stage/words.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";

const { en, fr } = LOCALES;
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 780 };

/** What the panels say in English, which is the browser's language. */
const PANEL = {
  answers: WORDS.answers.en,
  events: WORDS.events.en,
  columns: WORDS.columns.en,
  stage: WORDS.stage.en,
};
const { from, toTelegram, requests, healed } = WORDS.row;

const photo = (seed: number) => photoJpeg({ widthPx: 600, heightPx: 400, seed });
const SAMPLE_PICTURES = [...ENGLISH_SAMPLES, ...FRENCH_SAMPLES].flatMap(({ pictures }) => pictures);

/** The newest product is shown to the buyer. Returns what the x-ray tells. */
const look = (stage: StagePage) => stage.shown(PANEL.answers, () => write(stage.buyer, "/browse"));

type Step = readonly [
  name: string,
  step: (stage: StagePage, shop: ShopProcess) => Promise<void>,
];

const STEPS: readonly Step[] = [
  ["greets two people who are not in the shop yet", async ({ seller, buyer, page }) => {
    await page.getByLabel(WORDS.buyer.en).selectOption("Béa (fr)");
    await buyer.getByText(fr.intro.slice(0, 40)).waitFor();
    await seller.getByText(en.intro.slice(0, 40)).waitFor();
  }],
  ["fills the shop once", async (stage, shop) => {
    assert.match(await stage.press(ACTS.samples.label.en), /^12 products are on sale/);
    assert.match(await stage.press(ACTS.samples.label.en), /already/);
    await until("all in B2", () => storedIn(shop) >= SAMPLE_PICTURES.length);
    const events = await stage.entries(PANEL.events);
    assert.ok(events.some(({ title }) => title === "ImageUploadedToB2"));
  }],
  ["lets two people sell and buy, each in their language", async (stage) => {
    const { seller, buyer, page } = stage;
    const preview = await offerOnPage(seller, {
      photos: [await photo(7), await photo(8)],
      title: "Straw hat",
      description: "For the sun.",
      price: "15 €",
    });
    await answered(seller, () => button(preview, en.button.confirm).click());
    await look(stage);
    await said(buyer, "Straw hat");
    await answered(buyer, () => button(buyer, fr.button.details).click());
    await stage.shown(PANEL.answers, () => button(buyer, fr.button.next).click());
    assert.match((await stage.entries(PANEL.answers))[0]!.title, /^Straw hat, picture 2, cover$/);
    await columnsAreShown(stage, 2);
    await answered(buyer, () => button(buyer, fr.button.allPictures).click());
    await until("the album", async () => await buyer.locator(".album img").count() === 2);
    await button(buyer, `${fr.button.contact} ↗`).click();
    await page.getByRole("dialog").getByText(/Sam, @sam_local/).waitFor();
    await page.getByRole("dialog").getByText(/Straw hat/).waitFor();
    await button(page, "OK").click();
    await answered(seller, () => write(seller, "/my"));
    await answered(seller, () => button(seller, en.button.sold).click());
    await button(page, "OK").click();
    await answered(seller, () => button(seller, en.button.soldYes).click());
    const other = await answered(buyer, () => write(buyer, "/browse"));
    assert.doesNotMatch(await other.innerText(), /Straw hat/);
    await answered(seller, () => button(seller, en.button.putBack).click());
  }],
  ["heals a file id that Telegram refuses", async (stage, shop) => {
    await until("the hat in B2", () => storedIn(shop) >= SAMPLE_PICTURES.length + 2);
    await look(stage);
    assert.equal((await look(stage))[from.en], WORDS.rung.file_id.en);
    assert.match(await stage.press(ACTS.fileId.label.en), /"Straw hat"/);
    const facts = await look(stage);
    assert.deepEqual([facts[healed.en], facts[from.en]], ["1 refused file_id", "disk cache"]);
    const events = await stage.entries(PANEL.events);
    assert.ok(events.some(({ title }) => title === "ImageInvalidated"));
    await picturesAreThere(stage);
  }],
  [
    "has the pictures after a kill and a wiped disk, and answers what was asked meanwhile",
    async (stage) => {
      await stage.press(ACTS.fileId.label.en);
      const pressed = stage.press(ACTS.plug.label.en);
      await stage.panel(PANEL.stage).getByText(ACTS.shop.down.en, { exact: true }).waitFor();
      const facts = await look(stage);
      assert.match(await pressed, /open again/);
      assert.deepEqual([facts[from.en], facts[requests.en]], ["B2", "1"]);
      assert.match((await stage.entries(PANEL.stage))[0]!.title, /^Open again, after/);
      await picturesAreThere(stage);
    },
  ],
  ["shows pictures while B2 is down", async (stage) => {
    assert.match(await stage.press(ACTS.b2.label.en), /is down/);
    await stage.panel(PANEL.stage).getByText(ACTS.b2.down.en, { exact: true }).waitFor();
    assert.equal((await look(stage))[from.en], WORDS.rung.file_id.en);
    assert.match(await stage.press(ACTS.b2.label.en), /is back/);
  }],
  [
    "goes on with a new token, also if it is being killed, and uploads nothing again",
    async (stage) => {
      const killed = stage.page.evaluate<{ say: { en: string } }>(
        `fetch("/control/panels/stage/plug", { method: "POST" }).then((answer) => answer.json())`,
      );
      assert.match(await stage.press(ACTS.token.label.en), /old token is refused/);
      assert.match((await killed).say.en, /open again/);
      assert.equal((await look(stage))[toTelegram.en], "0 bytes");
      await picturesAreThere(stage);
    },
  ],
  ["is accessible when it is full, wide and narrow, in light and dark", async ({ page }) => {
    for (const size of [WIDE, NARROW]) {
      await page.setViewportSize(size);
      if (size === NARROW) await button(page, `${PANEL.stage} ▾`).click();
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await axeProblems(page), [], `${size.width} px, ${colorScheme}`);
      }
    }
    assert.ok(await page.evaluate<boolean>("innerWidth >= document.body.scrollWidth"));
  }],
  ["leaves no shop running when it is killed", async (_, shop) => {
    const port = String(shop.log.findLast(logged("http_listening"))?.port);
    const answers = () =>
      fetch(`http://127.0.0.1:${port}/healthz`).then(async (answer) => {
        await answer.body?.cancel();
        return true;
      }, () => false);
    assert.equal(await answers(), true);
    await shop.kill();
    await until("the end of the shop", async () => !await answers());
  }],
];

function storedIn(shop: ShopProcess): number {
  return shop.log.filter(logged("image_stored")).length;
}

/** The x-ray shows the columns of the hat as its seller's photos fill them: for each picture, in their order. */
async function columnsAreShown(stage: StagePage, pictures: number): Promise<void> {
  const shown = async () => (await stage.entries(PANEL.columns))[0];
  await until(
    "the columns of the hat",
    async () => (await shown())?.title.startsWith("Straw hat") ?? false,
  );
  const facts = Object.entries((await shown())!.facts).map(([name, value]) =>
    [name.replaceAll("\u200b", ""), value !== WORDS.none.en] as const
  );
  const names = Array.from(
    { length: pictures },
    (_, at) => PROJECTED_COLUMNS.map(({ column }) => at === 0 ? column : `${at + 1}: ${column}`),
  );
  assert.deepEqual(facts.map(([name]) => name), names.flat());
  const known = new Map(facts);
  for (const prefix of ["", "2: "]) assert.ok(known.get(`${prefix}telegram_cover_file_id`));
}

/** Every picture in the two chats is loaded. */
async function picturesAreThere({ page }: StagePage): Promise<void> {
  const missing =
    `[...document.querySelectorAll(".message img")].filter((image) => !image.naturalWidth)`;
  await until("all pictures on the page", () => page.evaluate<boolean>(`${missing}.length === 0`));
}

Deno.test({
  name: "the chat page of a shop without a token fills it, breaks it, and shows how it heals",
  ignore: executablePath === undefined || !isDrawn(6),
  // playwright-core keeps its pipe to Chromium and some timers open until the process ends.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    await using folder = createEmbeddedFolder();
    await using shop = await openEmbeddedShop(folder);
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ viewport: WIDE, locale: "en-US" });
      const problems = problemsOf(page);
      await page.goto(pageOf(shop));
      await field(page).first().waitFor();
      const stage = new StagePage(page);
      for (const [name, step] of STEPS) {
        if (!await t.step(name, () => step(stage, shop))) break;
      }
      assert.deepEqual(problems.filter((problem) => !/net::ERR_/.test(problem)), []);
    } finally {
      await browser.close();
    }
  },
});
