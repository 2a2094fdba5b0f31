import assert from "node:assert/strict";
import { InlineKeyboard } from "grammy";
import { sql } from "kysely";
import {
  byImageInTurn,
  IMAGE_TYPES,
  type ImageCommand,
  type ImageType,
} from "../../src/domain/mod.ts";
import { accepted, ensureProjection, execute } from "../../src/event_log/mod.ts";
import { describeProgress, enqueueWarmUp, openJobQueue } from "../../src/jobs/mod.ts";
import { secondsToStayAway } from "../../src/jobs/stay_away.ts";
import type { WarmUpJob } from "../../src/jobs/warm_up.ts";
import { createShowing, watchApi } from "../../src/observed.ts";
import * as metricsRoom from "../../src/metrics/mod.ts";
import {
  type CountedPicture,
  createTelegramFileIds,
  isWarmUpDue,
  openShownCounts,
} from "../../src/pictures/mod.ts";
import { getProduct } from "../../src/shop/mod.ts";
import { createPictureSender } from "../../src/telegram/picture_sender.ts";
import { createWarmUp } from "../../src/warm_up.ts";
import { ACCESS_DENIED } from "../../devkit/s3/front.ts";
import { countOpenJobs, hastenJobs, listJobs } from "../../devkit/testing/job_rows.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { insert, lose, putAll } from "../../devkit/testing/repair.ts";
import { openUnit, type PicturesPart, TARGET } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";

const [ADMIN, BUYER, STRANGER] = [909, 202, 808];
const OLD_BOT = TARGET.botId;

/** A shop of another bot, whose operator and buyer have written to the new one already. */
async function openShopOfOldBot() {
  await using stack = new AsyncDisposableStack();
  const work = stack.use(await openUnit({ pictures: true, telegram: true }));
  const observed = { ...metricsRoom, metrics: stack.use(metricsRoom.openMetrics()) };
  const counted: CountedPicture[] = [];
  const { db, deps, api, telegram, telegram: { control } } = work;
  for (const user of [ADMIN, BUYER]) await control.sendText(user, "/start");

  const sell = (productId: string, how: HowSold = {}) => sellIn(work, productId, how);

  /** The jobs of a process that starts now. */
  function startProcess({ perMinute = 60_000, chatIds = [ADMIN] } = {}) {
    const counts = { count: (picture: CountedPicture) => void counted.push(picture) };
    const { bring, deliver } = createShowing(observed, "/nowhere", deps, counts, {
      drawPlaceholder: () => Promise.reject(new TypeError("No placeholder is shown here")),
    });
    const { jobs: [job] } = createWarmUp({
      config: { warmUp: { perMinute, chatId: undefined }, adminIds: chatIds },
      telegram: { token: telegram.token, apiRoot: telegram.url },
      ...{ parts: deps, long: db, api, bring },
      watch: (each) => watchApi(observed, each),
    });
    if (job === undefined) throw new TypeError("No chat");
    const run = async (data: WarmUpJob, signal: AbortSignal = new AbortController().signal) =>
      await job.run(data, { jobId: "test", number: 1, signal });
    const view = async (productId: string, imageType: ImageType) => {
      const card = { caption: "Lamp", keyboard: new InlineKeyboard() };
      const sender = createPictureSender(api, { chatId: BUYER }, card);
      const product = (await getProduct(db, productId))!;
      return (await deliver({ product, imageType, sender })).rung;
    };
    return { job, run, view };
  }

  const uploads = async () =>
    (await control.calls()).filter(({ status, uploadedBytes }) =>
      status === 200 && uploadedBytes > 0
    ).length;
  /** The pictures that the new bot can send, in the order in which it got them. */
  const captured = async () => {
    const { rows } = await sql<{ name: string }>`
      select product_id || ' ' || image_type as name from image_events
      where slot = 'captured' and bot_id = ${deps.botId} order by position`.execute(db);
    return rows.map(({ name }) => name);
  };
  const changeBot = () => ensureProjection(db, { ...TARGET, botId: deps.botId });
  const opened = stack.move();
  return {
    ...{ ...work, control, sell, startProcess, uploads, captured, changeBot, counted },
    metrics: observed.metrics,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** How a product is sold. */
interface HowSold {
  readonly pictures?: number;
  /** Whether the old bot has sent it. */
  readonly sent?: boolean;
}

/** Sells a product. Returns the keys of its objects. */
async function sellIn(
  work: Pick<PicturesPart, "db" | "store">,
  productId: string,
  { pictures = 1, sent = true }: HowSold,
): Promise<string[]> {
  const { db } = work;
  const tell = async (command: ImageCommand) =>
    void accepted(await execute(db, productId, command, { actor: "test" }));
  await insert(work, productId);
  const keys: string[] = [];
  for (let picture = 1; picture <= pictures; picture++) {
    const photo = { botId: OLD_BOT, fileId: `${productId} ${picture}`, fileUniqueId: `${picture}` };
    if (picture > 1) await tell({ type: "AddPicture", photo });
    const bytes = await byImageInTurn((each) => drawn(productId, picture, each));
    const images = await putAll(work, productId, bytes);
    await tell({ type: "StoreImages", picture, generation: 0, images });
    keys.push(...Object.values(images).map(({ key }) => key));
  }
  const ids = createTelegramFileIds(db, OLD_BOT);
  if (sent) await ids.saveTelegramFileId(productId, `old ${productId}`, "cover");
  return keys;
}

/** Another picture for each name. */
function drawn(productId: string, picture: number, imageType: ImageType) {
  const seed = Number(productId.slice(4)) * 100 + picture * 10 + IMAGE_TYPES.indexOf(imageType);
  return photoJpeg({ widthPx: 64, heightPx: 48, seed });
}

const sizes = (name: string) => ["cover", "thumb"].map((size) => name.replace("*", size));

Deno.test("a new bot gets the pictures of another one, the most viewed first, each once over two processes, and no message stays", async () => {
  await using shop = await openShopOfOldBot();
  const { db, url, deps, control } = shop;
  await shop.sell("TBF-1");
  await shop.sell("TBF-2", { pictures: 2 });
  await shop.sell("TBF-3");
  await shop.sell("TBF-4", { sent: false });
  await shop.sell("TBF-5");
  await sql`update products set withdrawn_at = now() where product_id = 'TBF-3'`.execute(db);
  await using views = openShownCounts(db);
  const seen = { imageType: "thumb", rung: "file_id", ms: 9, bytesToTelegram: 0, bytesFromB2: 0 };
  for (const productId of ["TBF-2", "TBF-1", "TBF-2"]) {
    views.count({ productId, ...seen } as CountedPicture);
    await views.flush();
  }
  assert.equal(await isWarmUpDue(db), false, "the first bot has what it has");
  await shop.changeBot();
  assert.equal(await isWarmUpDue(db), true);

  const open = () => openJobQueue({ databaseUrl: url, jobs: [shop.startProcess().job] });
  await using first = await open();
  await using second = await open();
  for (const queue of [first, second]) await enqueueWarmUp(queue, db, deps.botId);
  assert.equal(await countOpenJobs(db), 1, "one for all processes");
  for (const queue of [first, second]) await queue.work();
  const progress = new Set<string | undefined>();
  await until("the end of the warm-up", async () => {
    for (const job of await listJobs(db)) progress.add(describeProgress(job));
    await hastenJobs(db);
    return !await isWarmUpDue(db);
  });
  assert.deepEqual(await shop.captured(), [
    ...[...sizes("TBF-2 *"), ...sizes("TBF-2 *.2")],
    ...[...sizes("TBF-1 *"), ...sizes("TBF-5 *")],
  ]);
  assert.equal(await shop.uploads(), 8);
  const left = (await control.transcript(ADMIN)).messages.filter(({ from }) => from === "bot");
  assert.deepEqual(left, []);
  assert.ok(progress.has("0 of 3 products"), [...progress].join());
  await enqueueWarmUp(first, db, deps.botId);
  assert.equal(await countOpenJobs(db), 0, "it is done");
});

/** What the test of a warm-up that cannot go on has left in the counts and in the metrics. */
async function assertCounted(
  { counted, metrics }: Pick<Awaited<ReturnType<typeof openShopOfOldBot>>, "counted" | "metrics">,
): Promise<void> {
  const names = (pictures: readonly CountedPicture[]) =>
    pictures.map(({ productId, imageType, rung }) => `${productId} ${imageType} ${rung}`);
  const [shown, brought] = [true, false].map((isShown) =>
    counted.filter(({ ms }) => (ms !== undefined) === isShown)
  );
  assert.deepEqual(names(shown!), [
    "TBF-2 cover b2",
    "TBF-2 thumb file_id",
    "TBF-1 thumb file_id",
  ]);
  assert.deepEqual(names(brought!), [
    // Read from B2 when Telegram asked to wait.
    "TBF-3 cover disk",
    "TBF-2 thumb b2",
    ...sizes("TBF-1 * b2"),
  ]);
  const text = await metrics.text();
  assert.match(text, /^vitrine_telegram_uploads_total\{rung="b2"\} 4$/m);
  assert.match(text, /^vitrine_telegram_uploads_total\{rung="disk"\} 1$/m);
  const bytes = counted.filter(({ rung }) => rung === "b2")
    .reduce((sum, { bytesToTelegram }) => sum + bytesToTelegram, 0);
  assert.ok(text.includes(`\nvitrine_telegram_uploaded_bytes_total{rung="b2"} ${bytes}\n`));
  assert.match(text, /^vitrine_telegram_refusals_total\{class="flood"\} 1$/m);
  assert.match(text, /^vitrine_telegram_refusals_total\{class="unreachable"\} 2$/m);
  assert.match(text, /^vitrine_picture_shown_seconds_count\{rung="b2"\} 1$/m);
  assert.match(text, /^vitrine_picture_shown_seconds_count\{rung="file_id"\} 2$/m);
}

Deno.test("a warm-up that cannot go on goes on where it was; a picture that a view brings is not uploaded again", async (t) => {
  await using shop = await openShopOfOldBot();
  const { db, deps: { botId }, control, b2 } = shop;
  for (const productId of ["TBF-1", "TBF-2"]) await shop.sell(productId);
  for (const lost of (await shop.sell("TBF-3")).slice(1)) await lose(shop, lost);
  const { run, view } = shop.startProcess();
  const rest = { botId, products: 3, done: 0 };

  await assert.rejects(run(rest), { code: "foreign_bot_job" }, "the columns have the former bot");
  await shop.changeBot();
  await t.step("a list that was made for another bot is made anew", async () => {
    assert.deepEqual(await run({ ...rest, botId: 5 }), { goesOn: rest, inSeconds: 5 });
    assert.deepEqual(await run({ botId }), { goesOn: rest, inSeconds: 5 });
  });
  await t.step("while B2 refuses, no picture is left out", async () => {
    b2.fail({ effect: ACCESS_DENIED });
    await assert.rejects(run(rest), { code: "storage_refused" });
    b2.heal();
  });
  await t.step("while the bot may write to nobody, it waits", async () => {
    const { run } = shop.startProcess({ chatIds: [STRANGER] });
    await assert.rejects(run(rest), { code: "no_chat_for_pictures" });
  });
  await t.step("it waits as long as Telegram asks for", async () => {
    await control.injectFault({ method: "sendPhoto", code: 429, retryAfter: 400 });
    const error = await run(rest).catch((error) => error);
    assert.equal(secondsToStayAway(error), 400);
    await control.advanceClock(400_000);
  });
  assert.equal(await shop.uploads(), 0);

  await t.step("a stop ends it between two uploads", async () => {
    const { run } = shop.startProcess({ perMinute: 1, chatIds: [STRANGER, ADMIN] });
    const stop = new AbortController();
    const running = run(rest, stop.signal);
    await until("the first upload", async () => (await shop.captured()).length === 1);
    stop.abort(new Error("the process stops"));
    await assert.rejects(running, /the process stops/);
    assert.deepEqual(await shop.captured(), ["TBF-3 cover"]);
  });
  await t.step("a buyer of the picture that it uploads right now gets its id", async () => {
    assert.equal(await view("TBF-2", "cover"), "b2");
    const fault = await control.injectFault({ method: "sendPhoto", hold: true });
    const running = run(rest);
    await control.waitForFault(fault);
    const viewed = view("TBF-2", "thumb");
    await control.releaseFault(fault);
    assert.equal(await viewed, "file_id");
    assert.equal(await running, undefined);
  });
  assert.deepEqual(await shop.captured(), [
    "TBF-3 cover",
    ...sizes("TBF-2 *"),
    ...sizes("TBF-1 *"),
  ]);
  assert.equal(await shop.uploads(), 5, "each once, but the one that B2 has lost");
  assert.equal(await isWarmUpDue(db), false);
  assert.equal(await view("TBF-1", "thumb"), "file_id");
  await t.step("each upload and each view is counted once", () => assertCounted(shop));
});
