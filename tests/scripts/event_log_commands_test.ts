import assert from "node:assert/strict";
import { sql } from "kysely";
import { addProduct, appendAll } from "../../devkit/testing/event_log.ts";
import { runScript, spawnScript } from "../../devkit/testing/command.ts";
import { captured, uploaded } from "../../devkit/testing/images.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

/** A shop with two products and a legacy row. A column of the first product was changed by hand. */
async function openMeddledShop() {
  const log = await openUnit({ db: "projected" });
  for (const id of ["TBF-1", "TBF-2"]) {
    await addProduct(log.db, id);
    await appendAll(log.db, id, uploaded("a"), captured("AgAC1"));
  }
  await addProduct(log.db, "TBF-3", { cover_image_url: "images/3.jpg" });
  await sql`update products set telegram_cover_file_id = null where product_id = 'TBF-1'`
    .execute(log.db);
  const run = (name: string, ...args: string[]) =>
    runScript(name, { args, env: { DATABASE_URL: log.url } });
  return Object.assign(log, { run });
}

const lines = (text: string) => text.trimEnd().split("\n");
const json = (text: string) => lines(text).map((line) => JSON.parse(line));

type MeddledShop = Awaited<ReturnType<typeof openMeddledShop>>;

/** Commands in the order in which an operator runs them. */
const STEPS: { name: string; run(shop: MeddledShop): Promise<void> }[] = [
  {
    name: "verify names the drift, its event and its cause, and exits with 1",
    run: async (shop) => {
      const { code, stdout } = await shop.run("verify");
      assert.equal(code, 1);
      const [head, is, shouldBe, event, cause, checked, drift, unexplained] = lines(stdout);
      assert.equal(head, "TBF-1  telegram_cover_file_id");
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
    run: async (shop) => {
      const { code, stdout } = await shop.run("verify", "--json", "--all");
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
    run: async (shop) => {
      const { code, stdout } = await shop.run("verify", "--product", "TBF-2");
      assert.equal(code, 0);
      assert.match(stdout, /^Checked 1 product against 2 events .*\nNo drift: /);
    },
  },
  {
    name: "replay --dry-run lists what would change, and changes nothing",
    run: async (shop) => {
      const { code, stdout } = await shop.run("replay", "--dry-run");
      assert.equal(code, 0);
      const [target, change, summary] = lines(stdout);
      assert.equal(target, "For bot 1 and https://cdn.example/pictures");
      assert.equal(change, "TBF-1  telegram_cover_file_id: (empty) → AgAC1");
      assert.match(summary!, /^4 events of 3 products read, 1 row would change; .* events\/s\.$/);
      assert.equal((await shop.run("verify")).code, 1);
    },
  },
  {
    name: "replay --product leaves the others alone",
    run: async (shop) => {
      const { code, stdout } = await shop.run("replay", "--product", "TBF-2");
      assert.equal(code, 0);
      assert.match(stdout, /2 events of 1 product read, every row is correct; /);
    },
  },
  {
    name: "replay repairs the row, and shows progress on standard error",
    run: async (shop) => {
      const { code, stdout, stderr } = await shop.run("replay", "--json");
      const [summary, ...more] = json(stdout);
      assert.deepEqual([code, more], [0, []]);
      assert.deepEqual([summary.events, summary.products, summary.changed], [4, 3, 1]);
      assert.match(stderr, /3 of 3 products, 100 %/);
      assert.equal((await shop.run("verify")).code, 0);
    },
  },
  {
    name: "as-of shows the columns at a position, and at the time of its event",
    run: async (shop) => {
      const shown = await shop.run("as_of", "--at", "1");
      assert.equal(shown.code, 0);
      assert.deepEqual(lines(shown.stdout), [
        "TBF-1  version 1, event 1",
        "    cover_image_url         https://cdn.example/pictures/products/TBF-1/a.jpg",
        "    thumbnail_url           (no event yet)",
        "    telegram_cover_file_id  (empty)",
        "    telegram_thumb_file_id  (no event yet)",
      ]);
      const [first] = json((await shop.run("events", "--json")).stdout);
      const then = await shop.run("as_of", "--at", first.recordedAt, "--json");
      assert.deepEqual(json(then.stdout), [{
        productId: "TBF-1",
        position: 1,
        version: 1,
        columns: {
          cover_image_url: "https://cdn.example/pictures/products/TBF-1/a.jpg",
          telegram_cover_file_id: null,
        },
      }]);
      const none = await shop.run("as_of", "--at", "0");
      assert.deepEqual([none.code, none.stdout], [
        0,
        "No product had an event by then.\n",
      ]);
    },
  },
  {
    name: "verify reports a missing row and exits with 1",
    run: async (shop) => {
      await sql`delete from products where product_id = 'TBF-2'`.execute(shop.db);
      for (const args of [[], ["--product", "TBF-2"]]) {
        const { code, stdout } = await shop.run("verify", ...args);
        assert.equal(code, 1);
        assert.match(stdout, /^TBF-2 {2}has events but no row: /);
        assert.match(stdout, /\nWithout a row: 1 product of the log\. A replay cannot /);
        assert.doesNotMatch(stdout, /drift/i);
      }
      const { code, stdout } = await shop.run("verify", "--json");
      const [gone, summary, ...more] = json(stdout);
      assert.deepEqual([code, more], [1, []]);
      assert.deepEqual(gone, { kind: "without_row", productId: "TBF-2" });
      assert.deepEqual([summary.driftValues, summary.withoutRow], [0, 1]);
    },
  },
];

Deno.test("verify, replay and as-of show an operator what is wrong, and repair it", async (t) => {
  await using shop = await openMeddledShop();
  for (const { name, run } of STEPS) await t.step(name, () => run(shop));
});

Deno.test.each(["verify", "replay", "events", "as_of"])(
  "%s of an unknown product says so and exits with 1",
  async (name) => {
    await using log = await openUnit({ db: "projected" });
    const at = name === "as_of" ? ["--at", "1"] : [];
    const { code, stdout, stderr } = await runScript(name, {
      args: ["--product", "TBF-9", ...at],
      env: { DATABASE_URL: log.url },
    });
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /There is no product TBF-9/);
  },
);

Deno.test.each<{ name: string; script: string; args: string[]; problem: RegExp }>([
  { name: "as-of without --at", script: "as_of", args: [], problem: /--at is missing/ },
  ...["-1", "1.5", "yesterday", "2026-05-01", "2026-05-01T12:00:00", "2026-02-30T12:00:00Z", ""]
    .map((at) => ({
      name: `as-of --at '${at}'`,
      script: "as_of",
      args: [`--at=${at}`],
      problem: /--at must/,
    })),
  { name: "events --from x", script: "events", args: ["--from", "x"], problem: /--from must/ },
  { name: "verify --fix", script: "verify", args: ["--fix"], problem: /--fix/ },
  { name: "replay of no id", script: "replay", args: ["--product="], problem: /--product must/ },
])(
  "wrong usage exits with 2, the reason and the help: $name",
  async ({ script, args, problem }) => {
    const { code, stdout, stderr } = await runScript(script, {
      args,
      env: { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" },
    });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, problem);
    assert.match(stderr, /deno task/);
  },
);

Deno.test("replay and verify say why they cannot work, and exit with 1", async (t) => {
  await using bare = await openUnit({ db: "empty" });
  await using unbuilt = await openUnit({ db: "migrated" });
  await using empty = await openUnit({ db: "projected" });
  const run = (name: string, url: string) => runScript(name, { env: { DATABASE_URL: url } });

  await t.step("no schema", async () => {
    const { code, stderr } = await run("verify", bare.url);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /schema is not up to date: run deno task migrate \(missing: 001_products, .+\)/,
    );
  });
  for (const name of ["replay", "verify"]) {
    await t.step(`${name} before the first start of a shop`, async () => {
      const { code, stderr } = await run(name, unbuilt.url);
      assert.equal(code, 1);
      assert.match(stderr, /start the shop once/);
    });
  }
  await t.step("PostgreSQL is away", async () => {
    const { code, stderr } = await run("replay", "postgres://nobody@127.0.0.1:1/none");
    assert.equal(code, 1);
    assert.match(stderr, /ECONNREFUSED/);
  });
  await t.step("an empty log is no error", async () => {
    const { code, stdout } = await run("replay", empty.url);
    assert.equal(code, 0);
    assert.match(stdout, /Nothing to replay: the log has no events\./);
  });
  await t.step("a replay that fails half-way shows the error", async () => {
    await addProduct(empty.db, "TBF-1");
    await appendAll(empty.db, "TBF-1", captured("AgAC1"));
    await sql`update products set telegram_cover_file_id = null`.execute(empty.db);
    await sql`alter table products add check (telegram_cover_file_id is null)`.execute(empty.db);
    const { code, stderr } = await run("replay", empty.url);
    assert.equal(code, 1);
    assert.match(stderr, /violates check constraint/);
  });
});

Deno.test("events prints one line for each event, and JSON lines", async () => {
  await using shop = await openMeddledShop();
  const { code, stdout } = await shop.run("events", "--product", "TBF-2");
  assert.equal(code, 0);
  const [first, second, ...more] = lines(stdout);
  assert.match(first!, /^3 {2}20\S+Z {2}TBF-2 v1 cover {2}ImageUploadedToB2 {2}.* by test$/);
  assert.match(second!, /^4 .* TelegramFileIdCaptured .*fileId=AgAC1.* by test$/);
  assert.deepEqual(more, []);
  const from = json((await shop.run("events", "--json", "--from", "4")).stdout);
  assert.deepEqual(
    from.map(({ position, type, data, metadata }) => ({ position, type, data, metadata })),
    [{
      position: 4,
      type: "TelegramFileIdCaptured",
      data: { botId: 1, fileId: "AgAC1" },
      metadata: { actor: "test" },
    }],
  );
});

Deno.test("events --follow prints new events, and exits with 0 on SIGINT", async () => {
  await using shop = await openMeddledShop();
  const child = spawnScript("events", {
    args: ["--follow", "--json", "--from", "4"],
    env: { DATABASE_URL: shop.url },
  });
  const errors = new Response(child.stderr).text();
  let text = "";
  let signalled = false;
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.endsWith("\n") && lines(text).length === 1) {
      await appendAll(shop.db, "TBF-2", captured("AgAC2"));
    }
    if (text.endsWith("\n") && lines(text).length === 2 && !signalled) {
      signalled = true;
      child.kill("SIGINT");
    }
  }
  assert.deepEqual(json(text).map(({ position }) => position), [4, 5]);
  assert.equal((await child.status).code, 0);
  assert.equal(await errors, "");
});

Deno.test("events ends quietly when its reader closes the pipe", async () => {
  await using shop = await openMeddledShop();
  await sql`insert into image_events
    (product_id, version, event_id, batch_size, type, schema_version, image_type, data,
      slot, bot_id, value)
    select 'TBF-2', 2 + n, gen_random_uuid(), 1, 'TelegramFileIdCaptured', 1, 'cover',
      jsonb_build_object('botId', 1, 'fileId', 'AgAC' || n), 'captured', 1, 'AgAC' || n
    from generate_series(1, 5000) n`.execute(shop.db);
  const child = spawnScript("events", { env: { DATABASE_URL: shop.url } });
  const errors = new Response(child.stderr).text();
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  assert.equal((await child.status).code, 0);
  assert.equal(await errors, "");
});
