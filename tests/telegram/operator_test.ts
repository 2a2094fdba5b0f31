import assert from "node:assert/strict";
import { createPerson, type MessageView } from "@vitrine/local-telegram";
import { IMAGE_TYPES } from "../../src/domain/mod.ts";
import { sql } from "kysely";
import { recordCheck } from "../../src/jobs/checks/check_runs.ts";
import { describeReport } from "../../src/telegram/features/operator.ts";
import type { OperatorReport } from "../../src/telegram/mod.ts";
import { createTally } from "../../src/pictures/mod.ts";
import { recordReconcile } from "../../src/pictures/reconcile_runs.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { labels, plain, talk } from "../../devkit/testing/bot.ts";
import { RECONCILED } from "../../devkit/testing/reconciled.ts";
import { openShop, sell, type Shop, untilStored } from "../../devkit/testing/shop.ts";
import { openTestBot } from "../../devkit/testing/test_bot.ts";
import { addJobs, countOpenJobs } from "../../devkit/testing/job_rows.ts";
import { until } from "../../devkit/testing/until.ts";

const { en } = LOCALES;

/** The answers without drift, with drift that is mended, and with a missing row. */
async function assertVerifies(t: Deno.TestContext, shop: Shop, id: string): Promise<void> {
  const operator = await operatorOf(shop, 202);
  const [text, buttons] = await operator.verify();
  await t.step("/verify finds nothing, and offers nothing", () => {
    assert.deepEqual([text, buttons], [plain(en.operator.noDrift("1")), []]);
  });
  await t.step(
    "/verify finds drift, in plain words; /stats tells what the last check found",
    async () => {
      await sql`update products set cover_image_url = null, title = 'Pot <b>'`.execute(shop.db);
      const [text, buttons] = await operator.verify();
      const { driftFound, column, cause } = en.operator;
      assert.equal(
        text,
        `${
          driftFound("1", "1", "1")
        }\n• Pot <b> ${id}\n${column.cover_image_url}: ${cause.emptied}`,
      );
      assert.deepEqual(buttons, [en.button.mend]);
      const stats = (await shop.buyer.say("/stats")).text;
      assert.ok(
        stats.includes(`${en.operator.verify}\n0 wrong, 0 without a row, 1 compared (`),
        stats,
      );
    },
  );
  await t.step("a button mends it, and a new look says so; nobody else has it", async () => {
    const other = await operatorOf(shop, 101);
    await other.talk.forge(await other.said("/start"), "o:m");
    assert.equal((await operator.verify())[1].length, 1, "still wrong");
    const { messages: [mended] } = await operator.talk.press(operator.last(), en.button.mend);
    const { mended: told, noDrift } = en.operator;
    assert.equal(mended!.text, plain(`${told("1")}\n\n${noDrift("1")}`));
    assert.deepEqual(labels(mended!), []);
    assert.equal((await operator.verify())[0], plain(noDrift("1")));
    const left = { queue: "check-verify" };
    await until("the check after it", async () => await countOpenJobs(shop.db, left) === 0);
  });
  await t.step("/verify finds a missing row, and tells the first of many values", async () => {
    const { db } = shop;
    const other = await sell(shop.seller);
    await untilStored(shop, other);
    await sql`update products set cover_image_url = 'a.jpg', thumbnail_url = 'b.jpg',
      telegram_cover_file_id = 'c', telegram_thumb_file_id = 'd'`.execute(db);
    const [many] = await operator.verify();
    assert.ok(many.includes(`\n${plain(en.operator.firstOf("5", "8"))}\n• `), many);
    assert.equal(many.match(/^• /gm)?.length, 5);
    await sql`delete from products where product_id = ${other}`.execute(db);
    const gone = plain(`${en.operator.rowsGone("1")}\n• ${other}`);
    const [both] = await operator.verify();
    assert.ok(both.endsWith(`\n\n${gone}`), both);
    await sql`delete from products`.execute(db);
    const [text, buttons] = await operator.verify();
    assert.ok(text.startsWith(en.operator.rowsGone("2")), text);
    assert.deepEqual(buttons, [], "a replay brings no row back");
  });
}

/** What a check by the clock finds comes to the operator's chat, with a button that mends it. */
async function assertChecks(t: Deno.TestContext, shop: Shop, id: string): Promise<void> {
  const operator = await operatorOf(shop, 202);
  const { control } = shop.telegram;
  const { checks, driftFound } = en.operator;
  const first = await operator.said("/stats");
  let last = first!.event;
  /** Has the queue run a check, and waits for what it tells. */
  const told = async (check: string, containing: string) => {
    await addJobs(shop.db, [{ queue: `check-${check}`, state: "created" }], 0);
    const notice = await control.nextBotMessage(202, { after: last, containing });
    last = notice.event;
    return notice;
  };
  await t.step("a check by the clock tells drift once, and that all is well again", async () => {
    await sql`update products set cover_image_url = null`.execute(shop.db);
    const text = driftFound("1", "1", "1");
    const notice = await told("verify", text);
    assert.deepEqual([notice.text, labels(notice)], [text, [en.button.mend]]);
    const { messages: [mended] } = await operator.talk.press(notice, en.button.mend);
    assert.match(mended!.text, /^Products mended: 1\./);
    const well = await control.nextBotMessage(202, {
      after: mended!.event,
      containing: checks.well.verify,
    });
    last = well.event;
  });
  await t.step(
    "a picture that B2 has lost is put back by the button, and nobody else has it",
    async () => {
      const { images: { cover } } = await loadImages(shop.db, id);
      await shop.store.delete(cover.stored!.key);
      // All sizes, and the original.
      const objects = String(IMAGE_TYPES.length + 1);
      const notice = await told("reconcile", checks.lost("1", "0", objects));
      const other = await operatorOf(shop, 101);
      await other.talk.forge(await other.said("/start"), "o:r:0");
      const { note } = await operator.talk.press(notice, en.button.repair);
      assert.equal(note.text, checks.repairing);
      const done = await control.nextBotMessage(202, {
        after: last,
        containing: checks.well.reconcile,
      });
      assert.equal(done.text, `${checks.putBack("1")}\n\n${checks.well.reconcile}`);
      assert.ok(await shop.store.get(cover.stored!.key));
    },
  );
}

/** An operator, who sees the buttons too. */
async function operatorOf(shop: Shop, id: number) {
  const someone = talk(shop, await createPerson(shop.telegram.control, { id, firstName: "Op" }));
  let last: MessageView | undefined;
  const said = async (text: string) => last = (await someone.say(text)).at(-1);
  return {
    talk: someone,
    said,
    last: () => last,
    verify: async (): Promise<[text: string, buttons: string[]]> => {
      const message = await said("/verify");
      return [message!.text, labels(message!)];
    },
  };
}

Deno.test("/stats and /verify report to operators, and do not exist for others", async (t) => {
  await using shop = await openShop({ environment: { ADMIN_IDS: "202" } });
  const [operator, seller] = [shop.buyer, shop.seller];
  const id = await sell(seller);
  await untilStored(shop, id);
  await operator.say(`/start ${id}`);

  await t.step("others get the answer to an unknown command", async () => {
    const unknown = (await seller.say("/nonsense")).text;
    assert.equal((await seller.say("/stats")).text, unknown);
    assert.equal((await seller.say("/verify")).text, unknown);
  });
  await t.step("/stats", async () => {
    const { text } = await operator.say("/stats");
    assert.match(text, /1 on sale, 0 withdrawn/);
    assert.match(
      text,
      new RegExp(`file_id 1, B2 ${IMAGE_TYPES.length - 1}, legacy 0, placeholder 0`),
    );
    assert.match(text, /file_id 2, disk 0/, "the listing and one view");
    assert.match(text, /to be stored\n0 waiting, 0 failed/);
    assert.match(text, /to be erased\n0 waiting, 0 failed/);
    assert.match(text, /no check by the clock has run yet: \/verify compares them now/);
    assert.match(text, /not compared yet/);
  });
  await t.step(
    "/stats of jobs that wait and were given up, and of what the last reconcile left",
    async () => {
      const { db } = shop;
      const [storing, erasing] = [{ queue: "store-image" }, { queue: "erase-product" }];
      await addJobs(db, [
        { ...storing, state: "created" },
        { ...storing, state: "retry" },
        { ...storing, state: "failed" },
        { ...erasing, state: "retry" },
        { ...erasing, state: "failed" },
        { ...erasing, state: "failed" },
      ]);
      await recordReconcile(db, { ...RECONCILED, orphaned: 7 });
      await recordReconcile(db, RECONCILED);
      const { text } = await operator.say("/stats");
      assert.match(text, /to be stored\n2 waiting, 1 failed/);
      assert.match(text, /to be erased\n1 waiting, 2 failed/);
      assert.match(text, /left them\n1 missing, 2 altered, 3 orphaned \(May 1, 2026/);
    },
  );
  await t.step("/stats of a check that found harm, and of one that could not run", async () => {
    const run = { check: "verify", startedAt: new Date() } as const;
    const counts = { products: 9, driftValues: 4, driftRows: 3, withoutRow: 1 };
    await recordCheck(shop.db, { ...run, outcome: "ill", counts });
    const { text } = await operator.say("/stats");
    assert.match(text, /found them\n3 wrong, 1 without a row, 9 compared \([^)]+ UTC\)/);
    await recordCheck(shop.db, { ...run, outcome: "unable", counts: {}, error: "no answer" });
    const { text: unsure } = await operator.say("/stats");
    assert.match(unsure, /found them\ncould not be compared, so I don't know \([^)]+ UTC\)/);
  });
  await assertChecks(t, shop, id);
  await assertVerifies(t, shop, id);
});

const NONE = { waiting: 0, failed: 0 };
/** What `/stats` tells of a large catalogue. */
const LARGE: OperatorReport = {
  statistics: {
    ...{ onSale: 10_000, withdrawn: 7, upTo: 10_000 },
    pictures: { fileId: 1, stored: 0, legacy: 0, none: 0 },
  },
  served: createTally().counts(),
  jobs: { storeImage: NONE, eraseProduct: NONE },
  ...{ lastVerify: undefined, lastReconcile: undefined },
};

Deno.test.each<{ language: "en" | "fr"; says: readonly string[] }>([
  { language: "en", says: ["10,000+ on sale, 7 withdrawn", "of the newest 10,000 products"] },
  {
    language: "fr",
    says: ["10\u202f000+ en vente, 7 retirés", "des 10\u202f000 derniers articles"],
  },
])("/stats of a large catalogue says where its counts end: $language", ({ language, says }) => {
  const text = describeReport(LARGE, LOCALES[language]);
  for (const each of says) assert.ok(text.includes(each), text);
});

Deno.test("/stats leads an operator to the console", async () => {
  const consoleUrl = "https://shop.example/console";
  const report = () => Promise.resolve(LARGE);
  await using bot = await openTestBot({ operator: { adminIds: [7], report, consoleUrl } });
  const { control } = bot.telegram;
  await control.defineUser({ id: 7, firstName: "Op" });
  await control.sendText(7, "/stats");
  await bot.newProcess().handle(await bot.latest());
  const { messages } = await control.transcript(7);
  const buttons = messages.at(-1)!.keyboard.flat().map(({ text, url }) => [text, url]);
  assert.deepEqual(buttons, [[en.operator.console, consoleUrl]]);
});
