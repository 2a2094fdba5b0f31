import assert from "node:assert/strict";
import { sql } from "kysely";
import {
  axeProblems,
  type Browser,
  button,
  executablePath,
  launchBrowser,
  type Page,
  problemsOf,
  said,
} from "@vitrine/local-telegram/chat-page";
import { addJobs, changeJobs, listJobs } from "../../devkit/testing/job_rows.ts";
import { holdRow, untilWaitingForLock } from "../../devkit/testing/locks.ts";
import { openPostgresProxy } from "../../devkit/testing/postgres_proxy.ts";
import { openShop, sell, type Shop, untilStored } from "../../devkit/testing/shop.ts";
import { until } from "../../devkit/testing/until.ts";
import { isDrawn } from "../../devkit/testing/sample.ts";
import { execute, loadImages } from "../../src/event_log/mod.ts";
import { objectKey } from "../../src/domain/mod.ts";
import { pauseQueue, resumeQueue } from "../../src/jobs/mod.ts";
import { recordReconcile } from "../../src/pictures/reconcile_runs.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";

const TOKEN = "the-operators-token-of-this-test";
const READ_TOKEN = "a-token-for-those-who-only-look";
/** The buyer looks after the shop too. */
const OPERATOR = "202";
const SCREENS = [[390, "light"], [1280, "dark"]] as const;

const NOTHING_FOUND = {
  ...{ startedAt: new Date(0), finishedAt: new Date(), deep: false },
  ...{ objects: 4, pictures: 4, missing: 0, altered: 0, orphaned: 0, superseded: 0 },
  ...{ repaired: 0, invalidated: 0, deleted: 0 },
};

/** What a browser says about an answer that is no 2xx, or about a connection that is cut. */
const REFUSED = /Failed to load resource/;

/** A page that asks for a login has no navigation. */
const IS_NAVIGATION_CUT =
  "[...document.querySelectorAll('.nav')].some((nav) => nav.scrollWidth > nav.clientWidth)";

/** The console in a browser, and the shop that it shows. */
interface Scene {
  readonly shop: Shop;
  readonly browser: Browser;
  readonly page: Page;
  readonly base: string;
  /** The product that most steps are about. */
  readonly id: string;
}

type Step = readonly [name: string, step: (scene: Scene) => Promise<void>];

async function logIn(page: Page, token: string, name = ""): Promise<void> {
  await page.getByLabel("Token").fill(token);
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Log in" }).click();
}

const press = (page: Page, name: string) => page.getByRole("button", { name }).click();
const follow = (page: Page, name: string | RegExp) =>
  page.getByRole("link", { name }).first().click();
const reads = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

/** A page does not wait for a survey that takes long, so it is looked at again. */
async function readsLater(page: Page, text: string | RegExp): Promise<void> {
  const isRead = async () => await page.getByText(text).count() > 0;
  await until(`${text} on the page`, async () => {
    if (await isRead()) return true;
    await page.reload();
    return await isRead();
  }, { everyMs: 500 });
}

async function columnsOf({ db }: Shop, id: string) {
  return await db.selectFrom("products").select(["cover_image_url", "thumbnail_url"])
    .where("product_id", "=", id).executeTakeFirstOrThrow();
}

/** How many messages with this text the operator has. */
async function countSaid({ telegram: { control } }: Shop, said: string): Promise<number> {
  const { messages } = await control.transcript(Number(OPERATOR));
  return messages.filter(({ text }) => text === said).length;
}

/** Fits a narrow and a wide screen, and breaks no rule of axe, in light and dark. */
async function assertFine(page: Page, url: string): Promise<void> {
  // While the comparison with the log runs, a page loads itself again.
  await until("a page that stays", async () => {
    await page.goto(url);
    return await page.locator("meta[http-equiv=refresh]").count() === 0;
  });
  for (const [width, colorScheme] of SCREENS) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    assert.deepEqual(await axeProblems(page), [], `${url} ${width} ${colorScheme}`);
    const over = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    assert.ok(over <= 0, `${url} is ${over} px too wide for ${width}`);
    const hidden = await page.evaluate<boolean>(IS_NAVIGATION_CUT);
    assert.equal(hidden, false, `${url} shows the whole navigation at ${width}`);
  }
}

const STEPS: readonly Step[] = [
  ["refuses a wrong token, and takes the right one", async ({ page, base }) => {
    await page.goto(`${base}/console/products`);
    await logIn(page, "not-the-operators-token");
    await reads(page, "This token is wrong");
    await logIn(page, TOKEN, "Maya");
    await page.getByRole("heading", { name: "Products" }).waitFor();
    assert.ok(!page.url().includes("token"));
  }],
  ["says that nothing needs a person", async ({ page, base }) => {
    await page.goto(`${base}/console`);
    await readsLater(page, "Nothing needs you");
  }],
  ["draws what was shown, and what it has saved", async ({ page, shop, base, id }) => {
    await shop.buyer.say(`/start ${id}`);
    for (const [path, legend] of [["/savings", "avoided"], ["", "99% within"]] as const) {
      await page.goto(`${base}/console${path}`);
      await page.locator(".plot canvas").last().waitFor();
      await page.locator(".u-legend", { hasText: legend }).waitFor();
      assert.equal(await page.locator(".numbers table").isVisible(), false);
    }
  }],
  ["finds drift that was made by hand, and mends it", async ({ page, shop, id }) => {
    const right = await columnsOf(shop, id);
    await sql`update products set cover_image_url = null, thumbnail_url = 'x'`.execute(shop.db);
    await readsLater(page, /products? with wrong columns/);
    await follow(page, /products? with wrong columns/);
    await readsLater(page, "The column was emptied");
    await page.getByRole("article").filter({ hasText: id }).getByRole("link", { name: "Mend" })
      .click();
    await press(page, "Rebuild the columns");
    await reads(page, "as the log demands again");
    assert.deepEqual(await columnsOf(shop, id), right);
    await follow(page, "Mend all");
    await press(page, "Mend all");
    await readsLater(page, "Columns and log agree");
    await follow(page, "History");
    await reads(page, /Maya/);
    await reads(page, "Mended: 1 row.");
  }],
  ["hears in the chat what the schedule finds, and mends it there", async (scene) => {
    const { browser, shop, id, page, base } = scene;
    const right = await columnsOf(shop, id);
    const breakByHand = () =>
      sql`update products set cover_image_url = null where product_id = ${id}`.execute(shop.db);
    const checkNow = () => addJobs(shop.db, [{ queue: "check-verify", state: "created" }], 0);
    await breakByHand();
    // A wide page would open a second chat beside the first one.
    const chat = await browser.newPage({ locale: "en-GB", viewport: { width: 390, height: 844 } });
    await chat.goto(shop.telegram.url);
    await chat.locator("[data-part='person']").selectOption(OPERATOR);
    await checkNow();
    await button(chat, LOCALES.en.button.mend).click();
    await said(chat, "Products mended: 1.");
    assert.deepEqual(await columnsOf(shop, id), right);
    const { verify: well } = LOCALES.en.operator.checks.well;
    await said(chat, well);
    await breakByHand();
    await checkNow();
    await button(chat, LOCALES.en.button.mend).waitFor();
    await page.goto(`${base}/console/drift`);
    await follow(page, "Mend all");
    await press(page, "Mend all");
    await until("that all is well, said again", async () => await countSaid(shop, well) === 2);
    await chat.close();
  }],
  ["starts a failed job again", async ({ page, shop: { db }, base, id }) => {
    const state = "failed";
    const output = JSON.stringify({ message: "B2 was away" });
    await page.goto(`${base}/console`);
    await reads(page, "Nothing needs you");
    await changeJobs(db, { queue: "store-image", productIds: [id] }, { state, output });
    await follow(page, "1 job failed");
    await reads(page, "B2 was away");
    await follow(page, "Try again");
    await press(page, "Try again");
    await reads(page, "Changed: 1 job.");
    await until("the job done", async () => {
      const jobs = await listJobs(db, { queue: "store-image", productIds: [id] });
      return jobs.every((job) => job.state === "completed");
    });
  }],
  [
    "says that its stream is cut off, and misses nothing",
    async ({ page, shop: { db }, base, id }) => {
      await using way = await openPostgresProxy(base);
      await page.goto(`${way.url}console/jobs?tab=failed`);
      await page.getByText("Live", { exact: true }).waitFor();
      await way.down();
      await reads(page, "Cut off");
      await changeJobs(db, { queue: "store-image", productIds: [id] }, { state: "failed" });
      await way.up();
      await page.getByText("Live", { exact: true }).waitFor();
      await page.getByRole("article").locator("summary").press("Enter");
      await changeJobs(db, { queue: "store-image" }, { state: "failed" });
      await page.getByRole("article").nth(1).waitFor();
      const kept = "document.activeElement.closest('article').querySelector('details').open";
      assert.equal(await page.evaluate<boolean>(kept), true);
      assert.ok(
        await page.evaluate<string>("document.activeElement.closest('article').innerText")
          .then((text) => text.includes(id)),
      );
      await changeJobs(db, { queue: "store-image" }, { state: "completed" });
      await reads(page, "No job here");
      await page.goto(`${base}/console`);
    },
  ],
  ["pauses all queues, and refuses to end a pause that somebody has ended", async (scene) => {
    const { page, shop: { db }, base } = scene;
    await page.goto(`${base}/console/jobs`);
    await follow(page, "Pause all queues");
    await press(page, "Pause the queue");
    await reads(page, "No job of it is started any more.");
    await follow(page, "Overview");
    await follow(page, "Paused: All queues");
    await follow(page, "Resume");
    await resumeQueue(db, undefined);
    await press(page, "Resume");
    await reads(page, "It is not paused: All queues. Nothing was done.");
  }],
  [
    "shows how far the mending of all is, and stops it",
    async ({ page, shop: { db }, base, id }) => {
      await sql`update products set thumbnail_url = 'x' where product_id = ${id}`.execute(db);
      await using row = await holdRow(db, id);
      await page.goto(`${base}/console/drift`);
      await follow(page, "Mend all");
      await press(page, "Mend all");
      await reads(page, "0 of 2");
      await untilWaitingForLock(db);
      await follow(page, "Stop it");
      await press(page, "Stop it");
      await reads(page, "It ends at its next step.");
      await row.release();
      await reads(page, "Columns and log agree");
      await follow(page, "History");
      await reads(page, "Stopped after 2 of 2.");
    },
  ],
  ["shows columns and picture as of any moment", async ({ page, base, id }) => {
    await page.goto(`${base}/console/products/${id}`);
    await page.getByRole("slider").press("Home");
    await reads(page, "Before the first event");
    await page.getByRole("slider").press("ArrowRight");
    await reads(page, "After version 1");
    assert.match(page.url(), /\?at=1#then$/);
    const then = page.getByRole("img", { name: "The cover at that time" });
    await until(
      "the picture",
      async () =>
        await then.evaluate((image) =>
          (image as unknown as { naturalWidth: number }).naturalWidth
        ) > 300,
    );
    await follow(page, /^sale:/);
    await reads(page, "What happened together");
  }],
  ["works without a script", async ({ browser, page, base, id }) => {
    const storageState = await page.context().storageState();
    const plain = await browser.newContext({ javaScriptEnabled: false, storageState });
    const there = await plain.newPage();
    await there.goto(`${base}/console/products/${id}?at=1`);
    await press(there, "Show");
    await reads(there, "After version 1");
    await there.goto(`${base}/console`);
    await there.locator(".numbers table").waitFor();
    assert.equal(await there.locator(".plot").first().isVisible(), false);
    await plain.close();
  }],
  ["refuses to act on what has changed meanwhile", async ({ page, shop, base, id }) => {
    await page.goto(`${base}/console/products/${id}`);
    await follow(page, "End the file ids");
    const botId = Number(shop.environment.TELEGRAM_BOT_TOKEN!.split(":")[0]);
    const captured = { botId, fileId: "AgAC-meanwhile" };
    const command = { type: "CaptureFileId", imageType: "thumb", captured } as const;
    await execute(shop.db, id, command, { actor: "test" });
    const { version } = await loadImages(shop.db, id);
    await press(page, "End the file ids");
    await reads(page, `It is version ${version} now`);
    assert.equal((await loadImages(shop.db, id)).version, version);
    await follow(page, "Look at it now");
    await follow(page, "End the file ids");
    await press(page, "End the file ids");
    await reads(page, /Ended: \d file id/);
    await reads(page, "operator:console");
  }],
  ["finds what B2 has lost, and restores one or all", async ({ page, shop, base, id }) => {
    const { stored } = (await loadImages(shop.db, id)).images.cover;
    const key = objectKey(id, "cover", stored!.sha256);
    await shop.store.delete(key);
    await page.goto(`${base}/console/reconcile`);
    await follow(page, "Compare sizes");
    await press(page, "Compare sizes");
    await reads(page, "Missing or altered: 1");
    await follow(page, "Restore all");
    const stale = page.url();
    await press(page, "Restore all");
    await reads(page, "→ put back");
    assert.ok(await shop.store.get(key) !== undefined);
    await shop.store.delete(key);
    await page.goto(`${base}/console/products/${id}`);
    await follow(page, "Check and restore in B2");
    await press(page, "Check and restore in B2");
    await reads(page, "cover: put back into B2 · thumb: intact in B2.");
    assert.ok(await shop.store.get(key) !== undefined);
    await page.goto(stale);
    await recordReconcile(shop.db, { ...NOTHING_FOUND, missing: 7 });
    await press(page, "Restore all");
    await reads(page, /It was compared again meanwhile.*7 missing/);
  }],
  ["puts a product back on sale", async ({ page, shop: { db }, base, id }) => {
    await db.updateTable("products").set({ withdrawn_at: new Date() })
      .where("product_id", "=", id).execute();
    await page.goto(`${base}/console/products?state=off_sale`);
    await follow(page, "Lamp");
    await follow(page, "Put back on sale");
    await press(page, "Put back on sale");
    await reads(page, "The product is on sale again.");
    await reads(page, "On sale");
  }],
  ["fits narrow and wide screens, and everybody can use it", async ({ page, base, id, shop }) => {
    await changeJobs(shop.db, { queue: "store-image", productIds: [id] }, { state: "failed" });
    await sql`update products set thumbnail_url = 'x' where product_id = ${id}`.execute(shop.db);
    const title = `<img src=x onerror="alert(1)"> &amp; 'a' ${"x".repeat(80)}`;
    await sql`update products set title = ${title}`.execute(shop.db);
    const paths = [
      "",
      "/products",
      `/products/${id}`,
      `/products/${id}/do/replay`,
      "/drift",
      "/jobs?tab=failed",
      "/reconcile",
      "/reconcile/do/give_up",
      "/savings",
      "/history",
      "/lost",
    ];
    await pauseQueue(shop.db, "store-image", "Maya");
    await recordReconcile(shop.db, { ...NOTHING_FOUND, missing: 1, orphaned: 1 }, [
      {
        kind: "missing",
        key: `products/${id}/x`,
        productId: id,
        images: ["cover"],
        detail: "gone",
      },
      { kind: "orphaned", key: "products/a/b", sizeBytes: 7, since: "2026-01-01T00:00:00Z" },
    ]);
    for (const path of paths) await assertFine(page, `${base}/console${path}`);
    await page.goto(`${base}/console/products/${id}`);
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), title);
  }],
  ["speaks French", async ({ page, base }) => {
    await page.goto(`${base}/console`);
    await follow(page, "Français");
    await page.getByRole("heading", { name: "Aperçu" }).waitFor();
    await follow(page, "English");
  }],
  ["logs out", async ({ page, base }) => {
    await page.goto(`${base}/console`);
    await press(page, "Log out");
    await page.getByLabel("Token").waitFor();
    await assertFine(page, `${base}/console/history`);
  }],
  ["lets a reader look, and not act", async ({ page, base, id }) => {
    await page.goto(`${base}/console/products/${id}`);
    await logIn(page, READ_TOKEN);
    await reads(page, "read only");
    assert.equal(await page.getByRole("link", { name: "Rebuild the columns" }).count(), 0);
    await page.goto(`${base}/console/jobs`);
    await reads(page, "Paused: Store pictures");
    assert.equal(await page.getByRole("link", { name: "Resume" }).count(), 0);
    await page.goto(`${base}/console/products/${id}/do/replay`);
    await reads(page, "You may only look");
    const answer = await page.request.post(`${base}/console/products/${id}/do/replay`, {
      form: { version: "1" },
      headers: { Origin: base },
    });
    const status = answer.status();
    assert.equal(status, 403);
  }],
];

Deno.test({
  name: "operators look after a shop in the console",
  ignore: executablePath === undefined || !isDrawn(6),
  // playwright-core keeps its pipe to Chromium and some timers open until the process ends.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    const environment = {
      ...{ OPERATOR_TOKEN: TOKEN, OPERATOR_READ_TOKEN: READ_TOKEN, ADMIN_IDS: OPERATOR },
    };
    await using shop = await openShop({ environment });
    const [id] = [await sell(shop.seller), await sell(shop.seller, { title: "Stool" })];
    for (
      const { product_id } of await shop.db.selectFrom("products").select("product_id").execute()
    ) {
      await untilStored(shop, product_id);
    }
    const port = shop.log.find(({ event }) => event === "http_listening")!.port;
    const browser = await launchBrowser();
    try {
      const context = await browser.newContext({ locale: "en-GB" });
      const page = await context.newPage();
      const problems = problemsOf(page);
      const scene = { shop, browser, page, base: `http://127.0.0.1:${port}`, id };
      for (const [name, step] of STEPS) {
        if (!await t.step(name, () => step(scene))) break;
      }
      assert.deepEqual(problems.filter((line) => !REFUSED.test(line)), []);
    } finally {
      await browser.close();
    }
  },
});
