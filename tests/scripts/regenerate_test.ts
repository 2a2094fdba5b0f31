import assert from "node:assert/strict";
import { readArguments } from "../../scripts/regenerate/options.ts";
import { describeLine, describeSummary } from "../../scripts/regenerate/describe.ts";
import { logged } from "../../devkit/world/shop_process.ts";
import { runScript } from "../../devkit/testing/command.ts";
import { json } from "../../devkit/testing/command_log.ts";
import { documented } from "../../devkit/testing/transcript.ts";
import { openShop, sell } from "../../devkit/testing/shop.ts";
import { longTest } from "../../devkit/testing/sample.ts";

Deno.test.each([
  {
    given: { "only-missing": true, all: true },
    problem: /--only-missing cannot be used with --all/,
  },
  { given: { rendition: "big" }, problem: /--rendition must be cover or thumb, is big/ },
  { given: { product: "" }, problem: /--product must not be empty/ },
])("readArguments() refuses $given", ({ given, problem }) => {
  assert.throws(() => readArguments(given), problem);
});

Deno.test("deno task regenerate says in lines of 80 columns what it has made, and what is left", () => {
  const of = (result: Parameters<typeof describeLine>[0]["result"]) =>
    describeLine({ productId: "TBF-7KQ2MX", imageType: "thumb.2", result });
  const summary = {
    products: 1200,
    madeBytes: 81_000_000,
    sizes: {
      made: 1000,
      wanted: 0,
      current: 1390,
      no_source: 7,
      superseded: 2,
      refused: 1,
      failed: 1,
    },
  };
  const lines = [
    of({ outcome: "made", from: "original", sizeBytes: 81_234 }),
    of({ outcome: "no_source" }),
    of({ outcome: "superseded" }),
    of({ outcome: "refused", reason: "needs_memory" }),
    ...describeSummary(summary, { dryRun: false, interrupted: true, seconds: 61.5 }),
  ];
  assert.deepEqual(lines.filter((line) => line.length > 80), []);
  assert.equal(lines[4], "Looked at 1,200 products in 61.5 s. Made 1,000 sizes, 81,000,000 bytes.");
});

Deno.test("docs/operations.md shows what deno task regenerate prints", async () => {
  const sizes = { no_source: 0, superseded: 0, refused: 0, failed: 0 };
  const thumb = (productId: string, result: Parameters<typeof describeLine>[0]["result"]) =>
    describeLine({ productId, imageType: "thumb", result });
  const run = (dryRun: boolean, counts: { made: number; wanted: number; current: number }) =>
    describeSummary(
      { products: 2, madeBytes: 155_254, sizes: { ...sizes, ...counts } },
      { dryRun, interrupted: false, seconds: dryRun ? 0.05 : 1.9 },
    );
  const lines = [
    "$ deno task regenerate --dry-run",
    thumb("TBF-7KQ2MX", { outcome: "wanted" }),
    thumb("TBF-9M3PRW", { outcome: "wanted" }),
    ...run(true, { made: 0, wanted: 2, current: 2 }),
    "$ deno task regenerate --rendition thumb",
    thumb("TBF-7KQ2MX", { outcome: "made", from: "original", sizeBytes: 81_234 }),
    thumb("TBF-9M3PRW", { outcome: "made", from: "cover", sizeBytes: 74_020 }),
    ...run(false, { made: 2, wanted: 0, current: 0 }),
  ];
  assert.equal(await documented("Pictures are to be made anew"), `${lines.join("\n")}\n`);
});

longTest(
  "deno task regenerate --all finds the pictures of a running shop as they should be, and no unknown product",
  async () => {
    await using shop = await openShop({ as: "process" });
    const productId = await sell(shop.seller);
    await shop.process.line(logged("image_stored"));
    const run = (...args: string[]) => runScript("regenerate", { args, env: shop.environment });
    const { code, stdout, stderr } = await run("--all", "--json");
    assert.equal(code, 0, stderr);
    const { kind, products, sizes } = json(stdout).at(-1);
    assert.deepEqual([kind, products, sizes.current, sizes.made], ["summary", 1, 2, 0]);
    const unknown = await run("--product", `${productId}9`);
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, new RegExp(`There is no product ${productId}9`));
  },
);
