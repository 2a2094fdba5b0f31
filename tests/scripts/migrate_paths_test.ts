import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { isStored, type LegacyShop, openLegacyShop } from "../../devkit/testing/legacy_shop.ts";
import { readMapping } from "../../scripts/migrate_images/mappings.ts";
import { OPTIONS, readOptions } from "../../scripts/migrate_images/options.ts";
import { type OptionValues, UsageError } from "../../src/command.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";

const small = { widthPx: 60, heightPx: 40 };

/** Paths as older shops have written them, with their files. */
const PATHS: readonly (readonly [product: string, thumb: string, file?: string])[] = [
  ["TBF-PTH001", "images\\win.jpg", "images/win.jpg"],
  ["TBF-PTH002", "/app/images/a.jpg", "images/a.jpg"],
  [
    "TBF-PTH003",
    "/Users/me/shop/images/products/TBF-PTH003/thumb.jpg",
    "products/TBF-PTH003/thumb.jpg",
  ],
  ["TBF-PTH004", "file:///app/images/a.jpg"],
  ["TBF-PTH005", "None"],
];

async function openPaths(): Promise<LegacyShop> {
  const shop = await openLegacyShop();
  for (const [seed, [product, thumb, file]] of PATHS.entries()) {
    if (file !== undefined) await shop.file(file, await photoJpeg({ ...small, seed }));
    await shop.row(product, null, thumb);
  }
  return shop;
}

Deno.test("migrate-images brings in the paths of another machine, and None is no fault", async () => {
  await using shop = await openPaths();
  const dry = await shop.run("--root", shop.root, "--dry-run");
  assert.equal(dry.code, 0, dry.stderr + dry.stdout);
  assert.match(dry.stdout, /Mapping, recognised and used by a run: \/app -> --root, .* 2 rows/);
  assert.deepEqual(await shop.columns("TBF-PTH002"), [null, "/app/images/a.jpg"], "a dry run");
  const page = `${shop.root}.html`;
  const first = await shop.run("--root", shop.root, "--report", page, "--lang", "fr");
  assert.equal(first.code, 0, first.stderr + first.stdout);
  assert.match(first.stdout, /^no_picture +1$/m);
  assert.match(first.stdout, /used: \/Users\/me\/shop\/images -> --root, finds pictures of 1 row/);
  assert.match(
    first.stdout,
    /Without their picture: 1 product\n {2}TBF-PTH005 "Old": thumb no_picture/,
  );
  for (const [product] of PATHS.slice(0, 4)) assert.ok(await isStored(shop, product), product);
  const html = await Deno.readTextFile(page);
  assert.match(html, /<html lang="fr">/);
  assert.match(html, /reconnu et utilisé/);
  assert.equal([...html.matchAll(/src="data:image\/jpeg;base64,/g)].length, 8, "before and after");
  const second = await shop.run("--root", shop.root, "--report", page);
  assert.equal(second.code, 0, "the row without a picture is no work that is left");
  assert.match(await Deno.readTextFile(page), /\/Users\/me\/shop\/images/, "the mapping stays");
  for (const path of [page, `${shop.root}.jsonl`]) await Deno.remove(path);
});

Deno.test("migrate-images --map says where the paths of a row are now", async () => {
  await using shop = await openLegacyShop();
  await shop.file("photo/1.jpg", await photoJpeg({ ...small, seed: 1 }));
  await shop.row("TBF-1", "/upload/1.jpg");
  const token = "123456789:AAEsecret-abcdefghijklmnopqrstuvwxy";
  await shop.row("TBF-2", `http://user:pass@old.example/bot${token}/2.jpg?token=abc`);
  const report = `${shop.root}.csv`;
  // Nobody is asked: an address with a password is refused before.
  const without = await shop.run("--root", shop.root, "--fetch", "--report", report);
  assert.equal(without.code, 1);
  assert.match(
    without.stdout,
    /TBF-1 "Old": cover missing not_found, \/upload\/1\.jpg \(did you mean\s+photo\/1\.jpg\?\)/,
  );
  const given = await shop.run("--root", shop.root, "--report", report, "--map", "/upload/=photo");
  assert.match(
    given.stdout,
    /^Mapping, given: \/upload -> --root\/photo, finds pictures of 1 row$/m,
  );
  assert.ok(await isStored(shop, "TBF-1"));
  const said = without.stdout + given.stdout + await Deno.readTextFile(report);
  assert.match(said, /http:\/\/…@old\.example\/bot…\/2\.jpg\?token=…/);
  assert.doesNotMatch(said, /AAEsecret|pass@|token=abc/);
  await Deno.remove(report);
});

Deno.test.each<{ name: string; args: string[]; says: RegExp }>([
  { name: "no =", args: ["--map", "/app"], says: /--map must be OLD=NEW/ },
  { name: "NEW outside", args: ["--map", "/app=../x"], says: /"\.\.\/x" must be a folder below/ },
  { name: "NEW missing", args: ["--map", "/app=none"], says: /"none" must be a folder below/ },
  { name: "an ending", args: ["--report", "a.txt"], says: /--report must end in \.html, \.csv or/ },
  {
    name: "one beginning for two folders",
    args: ["--map", "/app=src", "--map", "/app/=docs"],
    says: /--map names "\/app" twice, for "src" and "docs": keep one/,
  },
  {
    name: "a report in no folder",
    args: ["--report", "no/such/a.html"],
    says: /--report: "no\/such" is no folder that can be read: make it/,
  },
  { name: "a language", args: ["--lang", "de"], says: /--lang must be en or fr, is "de"/ },
])("migrate-images says what is wrong with $name", async ({ args, says }) => {
  const given = parseArgs({ args: ["--root", ".", ...args], options: OPTIONS, strict: true });
  await assert.rejects(readOptions(given.values as OptionValues), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, says);
    return true;
  });
});

Deno.test.each<{ text: string; from: string; to: string }>([
  { text: "C:\\Shop\\=.", from: "C:/Shop", to: "" },
  { text: "file:///app/images/=scripts", from: "/app/images", to: "scripts" },
  { text: "/app+b%20c=./src/std/", from: "/app+b%20c", to: "src/std" },
  { text: "=src", from: "", to: "src" },
  { text: "http://localhost:8000/media=", from: "http:/localhost:8000/media", to: "" },
])("readMapping() reads $text", async ({ text, from, to }) => {
  assert.deepEqual(await readMapping(text, "."), { from, to });
});
