import { button, said, write } from "@vitrine/local-telegram/chat-page";
import { drawPng } from "../../src/embedded/stage/drawing.ts";
import { DRAWINGS } from "../../src/embedded/stage/sample_drawings.ts";
import { ACTS, WORDS } from "../../src/embedded/stage/words.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { answered, offerOnPage, StagePage } from "../testing/stage_page.ts";
import { until } from "../testing/until.ts";
import { logged, type ShopProcess } from "../world/shop_process.ts";
import type { Camera, Look, PageLanguage } from "./camera.ts";

const NARROW_LIGHT: Look = { width: 390, scheme: "light" };
const NARROW_DARK: Look = { width: 390, scheme: "dark" };
const WIDE_LIGHT: Look = { width: 1280, scheme: "light" };
const WIDE_DARK: Look = { width: 1280, scheme: "dark" };

/** How many pictures the samples have. */
const PICTURES = Object.values(DRAWINGS).flat().length;

/** What the seller offers in the middle of a sale. */
const OFFERS = {
  en: {
    title: "Blue teapot, second hand",
    description: "One litre. Nothing drips.",
    price: "24 €",
  },
  fr: {
    title: "Théière bleue d’occasion",
    description: "Un litre. Rien ne goutte.",
    price: "24 €",
  },
};

/** Plays all scenes on one shop, from an empty one to one that heals. */
export async function playScenes(camera: Camera, shop: ShopProcess): Promise<void> {
  const pages = {
    en: await camera.open("en", WIDE_LIGHT),
    fr: await camera.open("fr", WIDE_DARK),
  };
  await emptyShop(camera, pages);
  await filledShop(camera, pages, shop);
  await sale(camera, pages);
  await details(camera, pages);
  await found(camera, pages);
  await sold(camera, pages);
  await healing(camera, pages);
}

type Pages = Readonly<Record<PageLanguage, StagePage>>;

/** A shop that was started a moment ago. */
async function emptyShop(camera: Camera, { fr }: Pages): Promise<void> {
  const narrow = await camera.open("en", NARROW_LIGHT);
  await narrow.page.getByText(LOCALES.en.intro.slice(0, 30)).waitFor();
  await camera.shoot(narrow, "empty-390-light-en", NARROW_LIGHT);
  await narrow.page.close();
  await fr.buyer.getByText(LOCALES.fr.intro.slice(0, 30)).waitFor();
  await camera.shoot(fr, "empty-1280-dark-fr", WIDE_DARK);
}

/** The same shop with the sample products. */
async function filledShop(camera: Camera, { en, fr }: Pages, shop: ShopProcess): Promise<void> {
  await en.press(ACTS.samples.label.en);
  await until(
    "all pictures in B2",
    () => shop.log.filter(logged("image_stored")).length >= PICTURES,
  );
  for (const each of [en, fr]) {
    await answered(
      each.seller,
      () => button(each.seller, each === en ? "Start" : "Démarrer").click(),
    );
    await answered(each.buyer, () => write(each.buyer, "/browse"));
  }
  // The newest product is English, the one before it French.
  await answered(fr.buyer, () => button(fr.buyer, LOCALES.fr.button.next).click());
  await camera.shoot(en, "filled-1280-light-en", WIDE_LIGHT);
  const narrow = await openAsBuyer(camera, "fr", NARROW_DARK);
  await camera.shoot(narrow, "filled-390-dark-fr", NARROW_DARK);
  await narrow.page.close();
}

/** A sale that its seller has to confirm. */
async function sale(camera: Camera, pages: Pages): Promise<void> {
  const photos = DRAWINGS.teapot.map(drawPng);
  for (const language of ["en", "fr"] as const) {
    await offerOnPage(pages[language].seller, { ...OFFERS[language], photos });
  }
  await camera.shoot(pages.en, "sale-1280-light-en", WIDE_LIGHT);
  await camera.shoot(pages.fr, "sale-1280-dark-fr", WIDE_DARK);
}

/** Both sellers confirm. Then buyers look at all that they can do with the product. */
async function details(camera: Camera, { en, fr }: Pages): Promise<void> {
  await answered(fr.seller, () => button(fr.seller, LOCALES.fr.button.confirm).click());
  await browse(fr, "fr");
  await camera.shoot(fr, "details-1280-dark-fr", WIDE_DARK);
  await answered(en.seller, () => button(en.seller, LOCALES.en.button.confirm).click());
  await browse(en, "en");
  const narrow = await openAsBuyer(camera, "en", NARROW_LIGHT);
  await camera.shoot(narrow, "details-390-light-en", NARROW_LIGHT);
  await narrow.page.close();
}

/** The buyer opens the newest product. */
async function browse({ buyer }: StagePage, language: PageLanguage): Promise<void> {
  await answered(buyer, () => write(buyer, "/browse"));
  await answered(buyer, () => button(buyer, LOCALES[language].button.details).click());
  await answered(buyer, () => button(buyer, LOCALES[language].button.next).click());
}

/** What buyers find in what is on sale: by a word with a mistake, and in the whole list. */
async function found(camera: Camera, { fr }: Pages): Promise<void> {
  const narrow = await openAsBuyer(camera, "en", NARROW_LIGHT);
  await answered(narrow.page.locator(".pane").last(), () => write(narrow.page, "tepot"));
  await camera.shoot(narrow, "found-390-light-en", NARROW_LIGHT);
  await narrow.page.close();
  await answered(fr.buyer, () => write(fr.buyer, "/list"));
  await camera.shoot(fr, "list-1280-dark-fr", WIDE_DARK);
}

/** The seller has sold the teapot, and a buyer chooses it in an older answer. */
async function sold(camera: Camera, { en }: Pages): Promise<void> {
  await answered(en.seller, () => write(en.seller, "/my"));
  await answered(en.seller, () => button(en.seller, LOCALES.en.button.sold).click());
  await en.page.locator("#alert button").click();
  await answered(en.seller, () => button(en.seller, LOCALES.en.button.soldYes).click());
  const found = `${OFFERS.en.title} · €24.00`;
  await button(en.buyer, found).click();
  await en.page.getByText(LOCALES.en.product.sold).waitFor();
  await camera.shoot(en, "sold-1280-light-en", WIDE_LIGHT);
  await en.page.locator("#alert button").click();
}

/** The shop is killed while a buyer searches, and file ids are dead. The pictures come back. */
async function healing(camera: Camera, { en, fr }: Pages): Promise<void> {
  await answered(en.buyer, () => write(en.buyer, "/browse"));
  await en.press(ACTS.fileId.label.en);
  const pressed = fr.press(ACTS.plug.label.fr);
  await fr.panel(WORDS.stage.fr).getByText(ACTS.shop.down.fr, { exact: true }).waitFor();
  const searched = answered(fr.buyer, () => write(fr.buyer, "vase"));
  await said(fr.buyer, "vase");
  await camera.shoot(fr, "plug-1280-dark-fr", WIDE_DARK);
  await Promise.all([pressed, searched]);
  await en.shown(WORDS.answers.en, () => write(en.buyer, "/browse"));
  await until(
    "the healing in the log of events",
    async () =>
      (await en.entries(WORDS.events.en)).some(({ title }) => title === "ImageInvalidated"),
  );
  await camera.shoot(en, "heal-1280-light-en", WIDE_LIGHT);
  const narrow = await camera.open("en", NARROW_DARK);
  await button(narrow.page, `${WORDS.stage.en} ▾`).click();
  await camera.shoot(narrow, "heal-390-dark-en", NARROW_DARK);
  await narrow.page.close();
}

/** A narrow page that shows the chat of the wide page's buyer. */
async function openAsBuyer(camera: Camera, language: PageLanguage, look: Look): Promise<StagePage> {
  const stage = await camera.open(language, look);
  const name = language === "en" ? "Kim (en)" : "Luc (fr)";
  await stage.page.locator("[data-part='person']").selectOption(name);
  await stage.page.locator(".message img").last().waitFor();
  return stage;
}
