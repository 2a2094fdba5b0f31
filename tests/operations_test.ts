import assert from "node:assert/strict";
import { sql } from "kysely";
import { logged, openShopProcess } from "../devkit/world/shop_process.ts";
import { openConfiguredStore, openWorld } from "../devkit/world/world.ts";
import { createPerson } from "@vitrine/local-telegram";
import { loadImages } from "../src/event_log/mod.ts";
import { LOCALES } from "../src/telegram/locales/mod.ts";
import { type LegacyShop, openLegacyShop } from "../devkit/testing/legacy_shop.ts";
import { TEST_POSTGRES } from "../devkit/testing/database.ts";
import { photoJpeg } from "../devkit/testing/pictures.ts";
import { sell } from "../devkit/testing/shop.ts";
import {
  createTranscript,
  documented,
  normalized,
  statements,
} from "../devkit/testing/transcript.ts";
import { longTest, sampleOf } from "../devkit/testing/sample.ts";
import { until } from "../devkit/testing/until.ts";

/** An operator's shop with two sold products. */
async function openSoldShop() {
  await using stack = new AsyncDisposableStack();
  const world = stack.use(await openWorld(TEST_POSTGRES));
  const environment: Readonly<Record<string, string>> = {
    ...world.environment,
    B2_PUBLIC_URL: "https://cdn.example",
  };
  const shop = stack.use(await openShopProcess({ environment }));
  const seller = await createPerson(world.telegram.control, { id: 101, firstName: "Sam" });
  const sale = async (seed: number) => {
    const photo = await photoJpeg({ widthPx: 640, heightPx: 480, seed });
    const from = shop.log.length;
    const productId = await sell(seller, { photo });
    await shop.line(logged("image_stored"), from);
    return productId;
  };
  /** In the order of their sale. */
  const sold = [await sale(1), await sale(2)] as const;
  const store = stack.use(openConfiguredStore(environment));
  const keysOf = async (productId: string) => {
    const { images: { cover, thumb } } = await loadImages(world.db, productId);
    return { cover: cover.stored!.key, thumb: thumb.stored!.key };
  };
  const parts = stack.move();
  return {
    world,
    environment,
    shop,
    store,
    seller,
    sold,
    keysOf,
    transcript: createTranscript(environment),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

type SoldShop = Awaited<ReturnType<typeof openSoldShop>>;

/** Each section of the document with its events. */
const SECTIONS: { section: string; live(sold: SoldShop): Promise<void> }[] = [
  {
    section: "Pictures do not show",
    live: async ({ transcript }) => {
      await transcript.run("verify");
      await transcript.run("reconcile");
    },
  },
  {
    section: "The token changed",
    live: async (sold) => {
      const token = "7000000002:AAE-the-other-bot-of-this-shop-0123";
      await sold.world.telegram.control.addBot({ token, username: "other_bot" });
      await startAnew(sold, { TELEGRAM_BOT_TOKEN: token });
    },
  },
  {
    section: "The public address changes",
    live: async (sold) => {
      await startAnew(sold, { B2_PUBLIC_URL: "https://pictures.example" });
      await sold.transcript.run("reconcile", "--deep");
    },
  },
  {
    section: "B2 lost objects",
    live: async ({ transcript, store, keysOf, sold }) => {
      // In the order of the printed lines.
      const [first, second] = sold.toSorted() as [string, string];
      await store.delete((await keysOf(first)).cover);
      await store.delete((await keysOf(second)).thumb);
      assert.equal((await transcript.run("reconcile")).code, 1);
      assert.equal((await transcript.run("reconcile", "--repair")).code, 0);
    },
  },
  {
    section: "Log and columns disagree",
    live: async ({ transcript, world: { db }, sold: [productId] }) => {
      await db.updateTable("products")
        .set({ telegram_cover_file_id: "AgAC-by-hand", thumbnail_url: null })
        .where("product_id", "=", productId).execute();
      assert.equal((await transcript.run("verify")).code, 1);
      await transcript.run("replay", "--dry-run");
      assert.equal((await transcript.run("replay")).code, 0);
      await transcript.run("events", "--product", productId);
      await transcript.run("events", "--product", productId, "--from", "5", "--full");
      await transcript.run("as-of", "--at", "4", "--product", productId);
    },
  },
  {
    section: "Rows are gone",
    live: async ({ transcript, world: { db }, seller, sold: [productId] }) => {
      await db.deleteFrom("products").where("product_id", "=", productId).execute();
      assert.equal((await transcript.run("verify")).code, 1);
      const [insert] = await statements("Rows are gone");
      await sql.raw(insert!.replace(/TBF-\w+/, productId)).execute(db);
      assert.equal((await transcript.run("replay")).code, 0);
      assert.equal((await transcript.run("verify")).code, 0);
      assert.match((await seller.say("/my")).text, /Lamp/);
    },
  },
  {
    section: "A seller asks for deletion",
    live: async ({ transcript, world, shop, seller, sold: [, productId] }) => {
      const { button } = LOCALES.en;
      const from = shop.log.length;
      const card = await seller.say("/my");
      assert.match(card.text, new RegExp(productId), "the last sale is shown first");
      // The thumb's id is captured after the answer. It is the eleventh event.
      const version = async () => (await loadImages(world.db, productId)).version;
      await until("its events so far", async () => await version() >= 6);
      await seller.press(card, button.deleteForGood);
      await seller.press(card, button.deleteYes);
      await seller.press(card, button.deleteReally);
      await shop.line(logged("product_erased", { productId }), from);
      await transcript.run("events", "--product", productId, "--from", "12");
      assert.equal((await transcript.run("verify", "--product", productId)).code, 0);
      assert.equal((await transcript.run("reconcile")).code, 0);
    },
  },
];

/** Starts the shop with other settings, and keeps its lines about the projection. */
async function startAnew(
  { shop, environment, transcript }: SoldShop,
  changed: Record<string, string>,
): Promise<void> {
  await shop.stop();
  await using other = await openShopProcess({ environment: { ...environment, ...changed } });
  const said = other.log.filter((line) =>
    logged("projection_rebuilt")(line) || logged("open_for_business")(line)
  );
  transcript.add("deno task start", said.map(({ message }) => message));
}

Deno.test.each([...sampleOf(SECTIONS, 5)])(
  "docs/operations.md shows the real output: $section",
  async ({ section, live }) => {
    await using sold = await openSoldShop();
    await live(sold);
    const text = sold.transcript.text();
    assert.deepEqual(normalized(text), normalized(await documented(section)));
  },
);

/** Rows and files of a legacy shop: nine pictures that can be imported, and three that cannot. */
async function leaveLegacy(shop: LegacyShop): Promise<void> {
  for (let n = 1; n <= 12; n++) {
    const name = `covers/${n}.jpg`;
    const photo = await photoJpeg({ widthPx: 640, heightPx: 480, seed: n });
    if (n !== 9) await shop.file(name, n === 3 ? photo.slice(0, photo.length / 2) : photo);
    await shop.row(`TBF-${String(n).padStart(5, "0")}`, n === 7 ? "../secret.jpg" : name);
  }
}

longTest("docs/operations.md shows the real output: A legacy shop's pictures come in", async () => {
  await using shop = await openLegacyShop();
  await leaveLegacy(shop);
  const transcript = createTranscript({ ...shop.environment, KEEP_ORIGINALS: "yes" });
  const report = `${shop.root}-migration.jsonl`;
  await using _report = { [Symbol.asyncDispose]: () => Deno.remove(report) };
  const root = ["--root", shop.root];
  assert.equal((await transcript.run("migrate-images", ...root, "--dry-run")).code, 1);
  assert.equal((await transcript.run("migrate-images", ...root, "--report", report)).code, 1);
  const lines = (await Deno.readTextFile(report)).trimEnd().split("\n");
  const left = lines.filter((line) => line.includes('"hint"'));
  // Products are imported in parallel, so compare the lines by product.
  const productOf = (line: string): string => JSON.parse(line).product;
  left.sort((a, b) => productOf(a) < productOf(b) ? -1 : 1);
  transcript.add(`grep '"hint"' migration.jsonl`, left);
  const text = transcript.text().replaceAll(report, "migration.jsonl")
    .replaceAll(shop.root, "/old/shop");
  const expected = await documented("A legacy shop's pictures come in");
  assert.deepEqual(normalized(text), normalized(expected));
});
