/**
 * What the pages of the console ask PostgreSQL for. Statements are counted, never times. The rows that pages read of a large
 * catalogue are counted in `tests/shop/catalogue_growth_test.ts`.
 * @module
 */
import assert from "node:assert/strict";
import { sql } from "kysely";
import { fillCatalogue, nthProduct } from "../../devkit/testing/big_catalogue.ts";
import { aimColumns, fillLog, openConsolePages } from "../../devkit/testing/console_pages.ts";
import { openTestDatabase } from "../../devkit/testing/database.ts";
import { until } from "../../devkit/testing/until.ts";
import { readDesk } from "../../src/console/desk.ts";
import { Survey } from "../../src/console/survey.ts";
import { openDatabase } from "../../src/postgres/mod.ts";

const SIZE = 60;

/** What the overview shows without a look at the whole catalogue. */
const OF_THE_DESK = ["operator_actions", "reconcile_runs", "queue_pauses", "shown_pictures"];

async function openPages() {
  await using stack = new AsyncDisposableStack();
  const { db, url, statements } = stack.use(await openTestDatabase({ schema: "shop" }));
  await aimColumns(db);
  await fillCatalogue(db, SIZE);
  await fillLog(db, SIZE);
  const long = stack.use(openDatabase({ url, maxConnections: 2 }));
  const { ask, shop } = stack.use(await openConsolePages(db, long));
  const opened = stack.move();
  return {
    ...{ db, ask, shop, statements },
    /** The page, and the statements that it took, without those of a survey. */
    look: async (path: string) => {
      statements.length = 0;
      const { text } = await ask(path);
      return { text, statements: [...statements] };
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

Deno.test("pages of the console take as many statements whatever they show", async (t) => {
  await using pages = await openPages();
  const { db, look, ask } = pages;

  await t.step(
    "the overview reads all else before the survey of the catalogue begins",
    async () => {
      let before: readonly string[] = [];
      const survey = new Survey<never>(() => {
        before = [...pages.statements];
        return Promise.reject(new Error("It is not needed here"));
      });
      await readDesk(pages.shop, survey, { span: "day", isLive: false });
      const missing = OF_THE_DESK.filter((table) => !before.some((text) => text.includes(table)));
      assert.deepEqual(missing, []);
    },
  );

  await t.step("the drift of many products takes as many as that of one", async () => {
    const withDrift = async (products: number) => {
      await sql`update products set telegram_cover_file_id = 'by hand'
        where product_id > ${nthProduct(SIZE - products)} and deleted_for_good_at is null`
        .execute(db);
      await ask("/console/drift?again=1");
      let found = { text: "", statements: [] as string[] };
      await until("all findings", async () => {
        found = await look("/console/drift");
        return !found.text.includes("http-equiv") && found.text.includes(nthProduct(SIZE));
      });
      return { ...found, shown: found.text.split('<article class="card">').length - 1 };
    };
    const [few, many] = [await withDrift(2), await withDrift(40)];
    assert.deepEqual([few.shown, many.shown], [1, 38]);
    assert.equal(many.statements.length, few.statements.length, many.statements.join("\n"));
    assert.ok(few.statements.some((text) => text.includes("max(version)")));
    assert.match(many.text, /do\/replay\?version=1001&amp;from=drift/);
  });

  await t.step("a product at an earlier time is folded from the events that are read", async () => {
    const busy = nthProduct(SIZE / 2);
    const { text, statements } = await look(`/console/products/${busy}?at=500`);
    assert.match(text, /telegram_cover_file_id<\/dt><dd>[^]*?AgAC-500\b/);
    assert.deepEqual(statements.filter((each) => each.includes("image_projection(")), []);
  });
});
