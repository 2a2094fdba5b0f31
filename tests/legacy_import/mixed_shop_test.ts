import assert from "node:assert/strict";
import { sql } from "kysely";
import type { MessageView } from "@vitrine/local-telegram";
import { productRef } from "../../src/domain/mod.ts";
import { isLeft } from "../../src/legacy_import/outcome.ts";
import type { JsonLine } from "../../src/legacy_import/report/json_report.ts";
import { COUNTED } from "../../src/shop/mod.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { outputOf } from "../../devkit/testing/command.ts";
import { type MixedShop, openMixedShop } from "../../devkit/testing/mixed_shop.ts";
import { chooseSeed, createRandom, type Random } from "../../devkit/testing/random.ts";
import { longTest, sized } from "../../devkit/testing/sample.ts";
import { until } from "../../devkit/testing/until.ts";
import { readMarker, type Shown } from "../../devkit/world/marker.ts";

const ROWS = sized({ all: 300, sample: 60 });
const KILLS = sized({ all: 10, sample: 2 });
/** A kill comes after at most this many requests, before the run can end. */
const MAX_REQUESTS = sized({ all: 50, sample: 40 });
const SEED = chooseSeed();
/** What a dry run says of a usual row. */
const BOTH = ["cover ready", "thumb ready"];

longTest(
  `a mixed shop of ${ROWS} rows comes in: dry run, ${KILLS} kills, and every product in the chat (seed ${SEED})`,
  async (t) => {
    console.log(`seed ${SEED}: VITRINE_SEED=${SEED} repeats it`);
    await using shop = await openMixedShop(ROWS);
    const report = `${await Deno.makeTempDir({ prefix: "vitrine-mixed-" })}/shop.html`;
    await using _report = {
      [Symbol.asyncDispose]: () => Deno.remove(report.replace(/\/[^/]*$/, ""), { recursive: true }),
    };
    await t.step("migrate adopts the table", () => adoptTable(shop));
    await shop.start();
    await t.step("a dry run counts all, and writes nothing", () => dryRun(shop, report));
    await t.step(
      "killed runs and a last one bring all in that can come in",
      () => killedRuns(shop, report),
    );
    await t.step("the report names what is left", () => readReport(shop, report));
    await t.step("each product shows its picture", () => openEach(shop));
    await t.step("the catalogue reaches each product", () => walkCatalogue(shop));
    await t.step("log, columns and bucket agree", () => compareAll(shop));
  },
);

async function adoptTable(shop: MixedShop): Promise<void> {
  const checked = await shop.run("migrate", "--check");
  assert.equal(checked.code, 0, checked.stdout + checked.stderr);
  assert.match(checked.stdout, /Would change: .*seller_id was integer/);
  assert.match(checked.stdout, /Would change: .*title was character\(40\)/);
  const migrated = await shop.run("migrate");
  assert.equal(migrated.code, 0, migrated.stderr);
}

/** The arguments of every run. */
const argsOf = (
  { legacyDir }: MixedShop,
  report: string,
) => ["--root", legacyDir, "--adopt", "--report", report, "--concurrency", "8"];

async function dryRun(shop: MixedShop, report: string): Promise<void> {
  const before = await writtenBy(shop);
  const dryReport = report.replace("shop.html", "dry.jsonl");
  const { code, stdout, stderr } = await shop.run(
    "migrate_images",
    ...argsOf(shop, dryReport),
    "--dry-run",
  );
  assert.equal(code, 1, stderr);
  const unsure = new Set(
    shop.products.filter(({ maySeemReady }) => maySeemReady).map(({ productId }) => productId),
  );
  const told = await lastRunOf(dryReport);
  const sure = (line: string) => !unsure.has(JSON.parse(line)[0]);
  const expected = linesOf(shop, ({ dry = BOTH }) => dry);
  assert.deepEqual(told.filter(sure), expected.filter(sure));
  for (const [outcome, lines] of Map.groupBy(told, (line) => JSON.parse(line)[1].split(" ")[1])) {
    assert.match(stdout, new RegExp(`^${outcome} +${lines.length}( |$)`, "m"));
  }
  assert.deepEqual(await writtenBy(shop), before);
}

/** Columns, events and the puts of the bucket. */
async function writtenBy({ db, b2 }: MixedShop) {
  const { rows } = await sql`select p::text from products p order by 1`.execute(db);
  const { rows: events } = await sql`select product_id, version from image_events`.execute(db);
  return {
    rows,
    events,
    puts: b2.log.filter(({ method }) => method !== "GET" && method !== "HEAD").length,
  };
}

async function killedRuns(shop: MixedShop, report: string): Promise<void> {
  const random = createRandom(SEED);
  const from = shop.b2.log.length;
  for (let kill = 1; kill <= KILLS; kill++) {
    assert.equal(
      await killSomewhere(shop, report, random),
      137,
      `kill ${kill} came while it worked`,
    );
  }
  const last = await shop.run("migrate_images", ...argsOf(shop, report));
  assert.equal(last.code, 1, last.stderr);
  const puts = shop.b2.log.slice(from).filter(({ method }) => method === "PUT").map(({ key }) =>
    key
  );
  assert.ok(puts.length > ROWS / 2, `${puts.length} puts`);
  assert.equal(new Set(puts).size, puts.length, "nothing was put twice");
}

/** Kills a run when the bucket got a random number of requests. Returns the exit code. */
async function killSomewhere(shop: MixedShop, report: string, random: Random): Promise<number> {
  const { log } = shop.b2;
  const from = log.length;
  const requests = random.below(MAX_REQUESTS);
  const child = shop.spawn("migrate_images", ...argsOf(shop, report));
  let isOver = false;
  const output = outputOf(child).finally(() => isOver = true);
  await until("the moment of the kill", () => isOver || log.length - from >= requests, {
    everyMs: 2,
  });
  if (!isOver) child.kill("SIGKILL");
  return (await output).code;
}

async function readReport(shop: MixedShop, report: string): Promise<void> {
  const expected = linesOf(shop, ({ left = [] }) => left);
  const actual = await lastRunOf(report.replace(/html$/, "jsonl"), isLeft);
  assert.deepEqual(actual, expected);
  const page = await Deno.readTextFile(report);
  const stored = shop.products.flatMap(({ dry = BOTH, maySeemReady }) =>
    maySeemReady ? [] : dry.filter((line) => line.endsWith("ready"))
  );
  const [, brought] = /<b>([^<]*)<\/b>Pictures brought in/.exec(page) ?? [];
  assert.equal(brought, `${stored.length}`, "killed runs count too");
  for (const { left = [], title, kind } of shop.products) {
    if (left.length > 0 && title !== null) {
      assert.ok(page.includes(`${title}<`), `${kind}: ${title}`);
    }
  }
}

/** A line for each picture, sorted. */
function linesOf(
  { products }: MixedShop,
  of: (product: MixedShop["products"][number]) => readonly string[],
) {
  return products.flatMap((product) =>
    of(product).map((line) => JSON.stringify([product.productId, line]))
  ).sort();
}

/** The outcomes that the last run of a report has written. */
async function lastRunOf(path: string, wanted: typeof isLeft = () => true): Promise<string[]> {
  const lines = (await Deno.readTextFile(path)).trimEnd().split("\n")
    .map((line) => JSON.parse(line) as JsonLine);
  const pictures = lines.slice(lines.findLastIndex((line) => "run" in line))
    .filter((line) => "outcome" in line);
  return pictures.filter(({ outcome }) => wanted(outcome)).map((line) => {
    assert.ok(
      !wanted(line.outcome) || !isLeft(line.outcome) || line.hint,
      "what is left has a hint",
    );
    const words = isLeft(line.outcome)
      ? [line.image, line.outcome, line.reason]
      : [line.image, line.outcome];
    return JSON.stringify([line.product, words.join(" ")]);
  }).sort();
}

/** What the photo of a message shows. */
async function shownBy({ telegram }: MixedShop, message: MessageView): Promise<Shown | undefined> {
  assert.ok(message.photo !== undefined, `a photo with: ${message.text}`);
  return await readMarker(await telegram.control.fileBytes(message.photo.fileUniqueId));
}

async function openEach(shop: MixedShop): Promise<void> {
  const wrong: unknown[] = [];
  for (const { productId, title, kind, shown } of shop.products) {
    const message = await shop.buyer.say(`/start ${productRef(productId)}`);
    const actual = await shownBy(shop, message);
    const name = message.text.split("\n")[0];
    const expected = title ?? LOCALES.en.product.untitled;
    if (actual !== shown || name !== expected) {
      wrong.push({ kind, productId, shown, actual, expected, name });
    }
  }
  assert.deepEqual(wrong, []);
}

async function walkCatalogue(shop: MixedShop): Promise<void> {
  const seen: (Shown | undefined)[] = [];
  let page = await shop.buyer.say("/browse");
  for (let place = 1; place <= ROWS; place++) {
    seen.push(await shownBy(shop, page));
    const labels = page.keyboard.flat().map(({ text }) => text);
    const most = `${COUNTED}+`;
    const total = ROWS > COUNTED ? most : ROWS;
    const label = place > COUNTED ? most : LOCALES.en.product.place(place, total);
    assert.ok(labels.includes(label), labels.join());
    if (place < ROWS) page = await shop.buyer.press(page, LOCALES.en.button.next);
  }
  assert.deepEqual(
    seen.map(String).sort(),
    shop.products.map(({ shown }) => `${shown}`).sort(),
  );
}

async function compareAll(shop: MixedShop): Promise<void> {
  const verified = await shop.run("verify");
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);
  // Objects that are gone stay named: nobody can bring them back.
  const gone = shop.products.flatMap(({ productId, left: [why] = [] }) =>
    why === "cover missing object_not_found" ? [productId] : []
  );
  const { code, stdout } = await shop.run("reconcile");
  assert.equal(code, 1, stdout);
  assert.match(stdout, new RegExp(`^ *missing +${gone.length}$`, "m"));
  assert.match(stdout, /^ *altered +0\n *orphaned +0\n *superseded +0$/m);
  for (const productId of gone) assert.ok(stdout.includes(`the row of ${productId} `), stdout);
}
