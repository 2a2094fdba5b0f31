import assert from "node:assert/strict";
import { sql } from "kysely";
import { json, lines, openCommandLog } from "../../devkit/testing/command_log.ts";
import { addProduct } from "../../devkit/testing/event_log.ts";
import { longTest } from "../../devkit/testing/sample.ts";

/** Two products, and a legacy row. A column of the first product was changed by hand. */
async function openMeddledLog() {
  const log = await openCommandLog();
  await addProduct(log.db, "TBF-3", { cover_image_url: "images/3.jpg" });
  await log.db.updateTable("products").set({ title: "Desk lamp" })
    .where("product_id", "=", "TBF-1").execute();
  await sql`update products set telegram_cover_file_id = null where product_id = 'TBF-1'`
    .execute(log.db);
  return log;
}

type MeddledLog = Awaited<ReturnType<typeof openMeddledLog>>;

/** Commands in the order in which an operator runs them. */
const STEPS: { name: string; run(log: MeddledLog): Promise<void> }[] = [
  {
    name: "verify names the drift, its event and its cause, and exits with 1",
    run: async (log) => {
      const { code, stdout } = await log.run("verify");
      assert.equal(code, 1);
      const [head, is, shouldBe, event, cause, checked, drift, unexplained] = lines(stdout);
      assert.equal(head, "TBF-1 (Desk lamp)  telegram_cover_file_id");
      assert.equal(is, "    is         (empty)");
      assert.equal(shouldBe, "    should be  AgAC1");
      assert.match(event!, /^ {4}event {6}2: version 2, TelegramFileIdCaptured, 20\S+Z$/);
      assert.match(cause!, /^ {4}cause {6}emptied: /);
      assert.match(
        checked!,
        /^Checked 3 products against 4 events in [\d.]+ s \([\d,]+ events\/s\)/,
      );
      assert.match(drift!, /^Drift: 1 value in 1 row\./);
      assert.match(unexplained!, /^Unexplained: 1 value /);
    },
  },
  {
    name: "verify --json --all prints only JSON lines, the summary last",
    run: async (log) => {
      const { code, stdout } = await log.run("verify", "--json", "--all");
      const [drift, unexplained, summary, ...more] = json(stdout);
      assert.deepEqual([code, more], [1, []]);
      assert.equal(drift.kind, "drift");
      assert.deepEqual(
        [drift.productId, drift.column, drift.value, drift.expected, drift.cause.code],
        ["TBF-1", "telegram_cover_file_id", null, "AgAC1", "emptied"],
      );
      assert.deepEqual([drift.event.position, drift.event.version], [2, 2]);
      assert.deepEqual(unexplained, {
        kind: "unexplained",
        productId: "TBF-3",
        column: "cover_image_url",
        value: "images/3.jpg",
      });
      const { seconds, eventsPerSecond, ...counts } = summary;
      assert.ok(seconds > 0 && eventsPerSecond > 0);
      assert.deepEqual(counts, {
        kind: "summary",
        products: 3,
        events: 4,
        driftRows: 1,
        driftValues: 1,
        unexplained: 1,
        withoutRow: 0,
      });
    },
  },
  {
    name: "verify --product of a correct row exits with 0",
    run: async (log) => {
      const { code, stdout } = await log.run("verify", "--product", "TBF-2");
      assert.equal(code, 0);
      assert.match(stdout, /^Checked 1 product against 2 events .*\nNo drift: /);
    },
  },
  {
    name: "replay --dry-run lists what would change, and changes nothing",
    run: async (log) => {
      const { code, stdout } = await log.run("replay", "--dry-run");
      assert.equal(code, 0);
      const [target, change, summary] = lines(stdout);
      assert.equal(target, "For bot 1 and https://cdn.example/pictures");
      assert.equal(change, "TBF-1  telegram_cover_file_id: (empty) → AgAC1");
      assert.match(summary!, /^4 events of 3 products read, 1 row would change; .* events\/s\.$/);
      assert.equal((await log.run("verify")).code, 1);
    },
  },
  {
    name: "replay --product leaves the others alone",
    run: async (log) => {
      const { code, stdout } = await log.run("replay", "--product", "TBF-2");
      assert.equal(code, 0);
      assert.match(stdout, /2 events of 1 product read, every row is correct; /);
    },
  },
  {
    name: "replay repairs the row, and shows progress on standard error",
    run: async (log) => {
      const { code, stdout, stderr } = await log.run("replay", "--json");
      const [summary, ...more] = json(stdout);
      assert.deepEqual([code, more], [0, []]);
      assert.deepEqual([summary.events, summary.products, summary.changed], [4, 3, 1]);
      assert.match(stderr, /3 of 3 products, 100 %/);
      assert.equal((await log.run("verify")).code, 0);
    },
  },
  {
    name: "as-of shows the columns at a position, and at the time of its event",
    run: async (log) => {
      const shown = await log.run("as_of", "--at", "1");
      assert.equal(shown.code, 0);
      assert.deepEqual(lines(shown.stdout), [
        "TBF-1  version 1, event 1",
        "    cover_image_url         https://cdn.example/pictures/products/TBF-1/a.jpg",
        "    thumbnail_url           (no event yet)",
        "    telegram_cover_file_id  (empty)",
        "    telegram_thumb_file_id  (no event yet)",
      ]);
      const [first] = json((await log.run("events", "--json")).stdout);
      const then = await log.run("as_of", "--at", first.recordedAt, "--json");
      assert.deepEqual(json(then.stdout), [{
        productId: "TBF-1",
        position: 1,
        version: 1,
        columns: {
          cover_image_url: "https://cdn.example/pictures/products/TBF-1/a.jpg",
          telegram_cover_file_id: null,
        },
      }]);
      const none = await log.run("as_of", "--at", "0");
      assert.deepEqual([none.code, none.stdout], [
        0,
        "No product had an event by then.\n",
      ]);
    },
  },
  {
    name: "verify reports a missing row and exits with 1",
    run: async (log) => {
      await sql`delete from products where product_id = 'TBF-2'`.execute(log.db);
      for (const args of [[], ["--product", "TBF-2"]]) {
        const { code, stdout } = await log.run("verify", ...args);
        assert.equal(code, 1);
        assert.match(stdout, /^TBF-2 {2}has events but no row: /);
        assert.match(stdout, /\nWithout a row: 1 product of the log\. A replay cannot /);
        assert.doesNotMatch(stdout, /drift/i);
      }
      const { code, stdout } = await log.run("verify", "--json");
      const [gone, summary, ...more] = json(stdout);
      assert.deepEqual([code, more], [1, []]);
      assert.deepEqual(gone, { kind: "without_row", productId: "TBF-2" });
      assert.deepEqual([summary.driftValues, summary.withoutRow], [0, 1]);
    },
  },
];

longTest("verify, replay and as-of show an operator what is wrong, and repair it", async (t) => {
  await using log = await openMeddledLog();
  for (const { name, run } of STEPS) await t.step(name, () => run(log));
});
