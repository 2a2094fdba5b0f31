import assert from "node:assert/strict";
import { sql } from "kysely";
import { IMAGE_TYPES, imageName } from "../../src/domain/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { ofEach } from "../../devkit/testing/migration_process.ts";
import { isStored, type LegacyShop, openLegacyShop } from "../../devkit/testing/legacy_shop.ts";
import { runScript } from "../../devkit/testing/command.ts";
import { photoJpeg, png } from "../../devkit/testing/pictures.ts";
import { putByHand } from "../../devkit/testing/s3.ts";

/** The number of pictures of a product. */
const EACH = IMAGE_TYPES.length;
const small = { widthPx: 60, heightPx: 40 };

/** Nothing is left but a further picture, which `--first-only` leaves. */
async function thirdRun(shop: LegacyShop, report: string): Promise<void> {
  await sql`alter table products add image_2 text`.execute(shop.db);
  await sql`update products set image_2 = '1/back.jpg' where product_id = 'TBF-1'`.execute(shop.db);
  await shop.file("1/back.jpg", await photoJpeg({ ...small, seed: 3 }));
  const third = await shop.run("--root", shop.root, "--report", report, "--first-only");
  assert.equal(third.code, 0, "an empty run is no error");
  assert.match(third.stdout, /^0 products in /m);
  const fourth = await shop.run("--root", shop.root, "--report", report);
  assert.equal(fourth.code, 0, fourth.stderr);
  assert.match(fourth.stdout, /^Further pictures, recognised: the columns image_2\. --first-only/m);
  assert.match(
    fourth.stdout,
    /^Further pictures: 1 picture of 1 product, 1 in further columns$/m,
  );
}

Deno.test("migrate-images imports what it can, reports the rest, and exits with 0 once the files are repaired", async () => {
  await using shop = await openLegacyShop();
  const report = `${shop.root}.jsonl`;
  await shop.file("1/cover.jpg", await photoJpeg({ ...small, seed: 1 }));
  await shop.row("TBF-1", "1/cover.jpg", "1/thumb.jpg");
  await shop.row("TBF-2", "2/cover.jpg", "2/thumb.jpg");
  await shop.row("TBF-3", "../../etc/passwd");
  await shop.row("TBF-4", "https://old.example/4.jpg", "https://old.example/4s.jpg");

  const first = await shop.run("--root", shop.root, "--report", report);
  assert.equal(first.code, 1, first.stderr);
  assert.match(
    first.stdout,
    new RegExp(`^outcome +pictures\\nmigrated +${EACH}\\nmissing +2 +left\\nhostile +1 +left\\n`),
  );
  assert.match(first.stdout, /Left for the next run: pictures of 2 products/);
  assert.match(first.stdout, /Products whose thumbnail_url is not https:\/\/: 1\n/);
  assert.match(first.stderr, /3 of 3 products, 100 %/);
  assert.ok(await isStored(shop, "TBF-1"));
  assert.deepEqual(await shop.columns("TBF-2"), ["2/cover.jpg", "2/thumb.jpg"], "left as it was");

  await shop.file("2/cover.jpg", await png({ ...small, seed: 2 }));
  await shop.db.deleteFrom("products").where("product_id", "=", "TBF-3").execute();
  const puts = shop.b2.count("PUT");
  const second = await shop.run("--root", shop.root, "--report", report, "--concurrency", "2");
  assert.equal(second.code, 0, second.stderr + second.stdout);
  assert.match(second.stdout, new RegExp(`^outcome +pictures\\nmigrated +${EACH}\\n1 product in `));
  assert.match(second.stdout, /Products whose thumbnail_url is not https:\/\/: 0\n/);
  assert.equal(shop.b2.count("PUT") - puts, EACH, "only the second product");
  assert.ok(await isStored(shop, "TBF-2"));

  await thirdRun(shop, report);
  const lines = (await Deno.readTextFile(report)).trimEnd().split("\n").map((line) =>
    JSON.parse(line)
  ).filter(({ product }) => product !== undefined);
  const told = lines.map(({ product, image, picture, outcome, reason }) =>
    [product, imageName(image, picture), outcome, reason].join(" ").trim()
  );
  assert.deepEqual(
    told.sort(),
    [
      ...ofEach("TBF-1", "migrated"),
      "TBF-1 cover.2 migrated",
      "TBF-1 thumb.2 migrated",
      ...ofEach("TBF-2", "migrated"),
      "TBF-2 cover missing not_found",
      "TBF-2 thumb missing not_found",
      "TBF-3 cover hostile outside_root",
    ].sort(),
  );
  await Deno.remove(report);
});

Deno.test("migrate-images --dry-run counts, estimates and writes nothing", async () => {
  await using shop = await openLegacyShop();
  await shop.file("1.jpg", await photoJpeg({ ...small, seed: 1 }));
  await shop.row("TBF-1", "1.jpg");
  await shop.row("TBF-2", "2.jpg");
  const result = await shop.run("--root", shop.root, "--dry-run");
  assert.equal(result.code, 1, "a file is missing");
  assert.match(
    result.stdout,
    new RegExp(`^outcome +pictures\\nready +${EACH}\\nmissing +1 +left\\n`),
  );
  assert.match(result.stdout, /nothing was written/);
  assert.match(
    result.stdout,
    new RegExp(
      `would read 0 MB of originals\\.\\nIt would put ${EACH} pictures to B2, about 0 MB\\.`,
    ),
  );
  assert.match(result.stdout, /It would take about \d+ s/);
  assert.equal(shop.b2.count("PUT"), 0);
  assert.deepEqual(await shop.columns("TBF-1"), ["1.jpg", null]);
  assert.equal((await loadImages(shop.db, "TBF-1")).version, 0);
});

Deno.test("migrate-images --adopt records objects of the bucket under their own keys", async () => {
  await using shop = await openLegacyShop();
  const { db } = shop;
  const picture = await photoJpeg({ ...small, seed: 3 });
  await putByHand(shop.behind, "old/3.jpg", picture);
  await putByHand(shop.behind, "old/4.gif", new TextEncoder().encode("GIF89a"));
  await shop.row("TBF-3", `${shop.publicUrl}/old/3.jpg`);
  await shop.row("TBF-4", `${shop.publicUrl}/old/4.gif`, `${shop.publicUrl}/old/none.jpg`);
  const dry = await shop.run("--adopt", "--dry-run");
  assert.equal(dry.code, 1);
  assert.match(dry.stdout, /ready +1\nmissing +1 +left\nunsupported +1 +left\n/);
  assert.match(dry.stdout, /It would adopt 1 picture\./);
  const result = await shop.run("--adopt");
  assert.equal(result.code, 1);
  assert.match(result.stdout, /adopted +1\nmissing +1 +left\nunsupported +1 +left\n/);
  const { images: { cover }, version } = await loadImages(db, "TBF-3");
  assert.deepEqual(
    [cover.stored?.key, cover.stored?.origin, cover.stored?.widthPx, cover.stored?.sizeBytes],
    ["old/3.jpg", "adoption", 60, picture.length],
  );
  assert.equal(version, 1);
  assert.deepEqual(await shop.columns("TBF-3"), ["ours:old/3.jpg", null]);
  assert.doesNotMatch(
    (await shop.run("--adopt")).stdout,
    /adopted/,
    "an adopted picture is no work",
  );
});

Deno.test.each<{ name: string; args: string[]; without?: string; says: RegExp; code?: number }>([
  { name: "no --root", args: [], says: /--root is missing/ },
  {
    name: "a missing folder",
    args: ["--root", "/nowhere"],
    says: /--root must be a readable folder/,
  },
  { name: "no number", args: ["--root", ".", "--concurrency", "many"], says: /from 1 to 64/ },
  { name: "no lane", args: ["--root", ".", "--concurrency", "0"], says: /from 1 to 64/ },
  { name: "an unknown option", args: ["--rot", "."], says: /Unknown option '--rot'/ },
  { name: "no bucket", args: ["--root", "."], without: "B2_", says: /B2_ENDPOINT, B2_BUCKET/ },
])(
  "migrate-images says what is wrong with $name and exits with 2",
  async ({ args, without, says }) => {
    const settings = {
      DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
      B2_ENDPOINT: "http://127.0.0.1:1",
      B2_REGION: "nowhere",
      B2_BUCKET: "shop",
      B2_KEY_ID: "key",
      B2_APPLICATION_KEY: "secret",
    };
    const environment = Object.fromEntries(
      Object.entries(settings).filter(([name]) => !name.startsWith(without ?? "none")),
    );
    const result = await runScript("migrate_images", { args, env: environment });
    assert.equal(result.code, 2, result.stderr);
    assert.match(result.stderr, says);
  },
);

Deno.test("migrate-images --help lists the options", async () => {
  await using shop = await openLegacyShop();
  const { code, stdout } = await shop.run("--help");
  assert.deepEqual([code, /--root DIR/.test(stdout)], [0, true]);
});

Deno.test("migrate-images exits with 1 when B2 refuses, and leaves the row for the next run", async () => {
  await using shop = await openLegacyShop();
  await shop.file("1.jpg", await photoJpeg({ ...small, seed: 1 }));
  await shop.row("TBF-1", "1.jpg");
  shop.b2.fail({ method: "PUT", effect: { status: 403, code: "AccessDenied" } });
  const refused = await shop.run("--root", shop.root);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /Cannot put/);
  assert.deepEqual(await shop.columns("TBF-1"), ["1.jpg", null]);
  shop.b2.heal();
  assert.equal((await shop.run("--root", shop.root)).code, 0);
  assert.ok(await isStored(shop, "TBF-1"));
});
