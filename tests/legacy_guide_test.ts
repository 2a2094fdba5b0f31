import assert from "node:assert/strict";
import { openLegacyShop } from "../devkit/testing/legacy_shop.ts";
import { photoJpeg } from "../devkit/testing/pictures.ts";
import { createTranscript, documented, normalized } from "../devkit/testing/transcript.ts";

const GUIDE = "legacy.md";
const HEADER = "Référence;Nom;Description;Prix;Photo";
const ROWS = [
  `C-1;Chaise;"Chêne massif, 1962";45,00;/Users/lea/boutique/photos/chaise.jpg, /Users/lea/boutique/photos/dossier.jpg`,
  "L-7;Lampe;Laiton;1 250,00;/Users/lea/boutique/photos/lampe.jpg",
  "M-3;Miroir;;80;/Users/lea/boutique/photos/miroir-rond.jpg",
  "T-2;Table;;à discuter;/Users/lea/boutique/photos/table%20basse.jpg",
  "V-9;Vase;Grès;25;https://photos.example/vase.jpg",
  "X-4;Carton;;5;None",
];
const FILES = [
  "photos/chaise.jpg",
  "photos/dossier.jpg",
  "photos/lampe.jpg",
  "photos/miroir_rond.jpg",
  "photos/table basse.jpg",
];
const COLUMNS =
  "product_id=Référence,title=Nom,description=Description,price=Prix,currency=EUR,cover=Photo";

/** An export as spreadsheets write it in French: semicolons, and an old code page. */
function windows1252(lines: readonly string[]): Uint8Array {
  return Uint8Array.from([...`${lines.join("\r\n")}\r\n`].map((each) => each.codePointAt(0)!));
}

Deno.test("docs/legacy.md shows the real output, from the first look to the end", async () => {
  await using shop = await openLegacyShop();
  const csv = `${shop.root}/boutique.csv`;
  for (const [at, file] of FILES.entries()) {
    await shop.file(file, await photoJpeg({ widthPx: 640, heightPx: 480, seed: at + 1 }));
  }
  await Deno.writeFile(csv, windows1252([HEADER, ...ROWS]));
  const { run, text } = createTranscript({ ...shop.environment, KEEP_ORIGINALS: "yes" });
  const rows = ["--from", csv, "--columns", COLUMNS];
  const pictures = ["--root", shop.root, "--report", `${shop.root}/boutique.html`];

  assert.equal((await run("import", "--from", csv)).code, 1, "it proposes");
  assert.equal((await run("import", ...rows, "--root", shop.root, "--dry-run")).code, 1);
  assert.equal((await run("import", ...rows, ...pictures)).code, 1);
  const page = await Deno.readTextFile(`${shop.root}/boutique.html`);
  assert.match(page, /miroir_rond\.jpg/, "the page proposes the file");

  await Deno.rename(`${shop.root}/photos/miroir_rond.jpg`, `${shop.root}/photos/miroir-rond.jpg`);
  await Deno.writeFile(
    csv,
    windows1252([HEADER, ...ROWS].map((row) => row.replace("à discuter", "60"))),
  );
  assert.equal((await run("import", ...rows, ...pictures)).code, 0, text());
  assert.equal((await run("verify")).code, 0);
  assert.equal((await run("reconcile")).code, 0);
  // The guide shows the columns in full where they are proposed.
  const told = text().replaceAll(shop.root, "/old/shop")
    .replace(/^(\$ deno task import .*--columns )\S+/gm, "$1…");
  assert.deepEqual(normalized(told), normalized(await documented(undefined, GUIDE)));
});
