import assert from "node:assert/strict";
import { sql } from "kysely";
import { IMAGE_TYPES, imageName, picturesInOrder, viewOf } from "../../src/domain/mod.ts";
import { execute, loadImages } from "../../src/event_log/mod.ts";
import { createEstimator } from "../../src/legacy_import/mod.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { metadata, type Migration, openMigration } from "../../devkit/testing/migration_process.ts";
import { longTest } from "../../devkit/testing/sample.ts";

const small = { widthPx: 60, heightPx: 40 };

/** The lines of pictures that came in: of the first one (1), of others by their numbers. */
function cameIn(productId: string, ...pictures: number[]): string[] {
  return pictures.flatMap((picture) =>
    IMAGE_TYPES.map((image) => `${productId} ${imageName(image, picture)} migrated`)
  );
}

/** The numbers of a product's pictures in their order, each with the seed of its file. */
async function picturesOf(migration: Migration, productId: string): Promise<string> {
  const { shop } = migration;
  const { rows } = await sql<{ image: string; value: string }>`
    select image_type as image, metadata -> 'legacyValues' ->> 0 as value
    from image_events where product_id = ${productId} and type = 'ImageUploadedToB2'`
    .execute(shop.db);
  const state = await loadImages(shop.db, productId);
  return picturesInOrder(state).map((picture) => {
    assert.ok(viewOf(state, picture).images.thumb.stored, "each has a thumb");
    const { value } = rows.find(({ image }) => image === imageName("cover", picture))!;
    return `${picture}:${value.replace(/^.*\//, "").replace(".jpg", "")}`;
  }).join(" ");
}

/** A shop of every form: a list, columns, a table, a folder for each product. */
async function fill({ shop }: Migration): Promise<void> {
  const { db } = shop;
  for (let seed = 1; seed <= 13; seed++) {
    await shop.file(`${seed}.jpg`, await photoJpeg({ ...small, seed }));
  }
  const copy = async (seed: number, path: string) =>
    await shop.file(path, await Deno.readFile(`${shop.root}/${seed}.jpg`));
  await copy(1, "products/FOLDER/1.jpg");
  await copy(2, "products/FOLDER/2.jpg");
  await copy(3, "products/FOLDER/10.jpg");
  await copy(3, "products/FOLDER/thumb_10.jpg");
  await copy(1, "products/ONLY-FOLDER/a.jpg");
  await copy(2, "products/ONLY-FOLDER/b.jpg");
  await sql`alter table products add image_2 text, add image_3 text, add image_alt text`.execute(
    db,
  );
  await sql`create table product_images (id serial, product_id text, path text, position int)`
    .execute(db);
  await shop.row("LIST", "['1.jpg', '2.jpg', '3.jpg', \"4.jpg\"]");
  await shop.row("COLUMNS", "1.jpg");
  await sql`update products set image_2 = '2.jpg', image_3 = '3.jpg', image_alt = 'front'
    where product_id = 'COLUMNS'`.execute(db);
  await shop.row("TABLE", "1.jpg");
  await sql`insert into product_images (product_id, path, position) values
    ('TABLE', '3.jpg', 3), ('TABLE', '1.jpg', 1), ('TABLE', '2.jpg', 2), ('GONE', '1.jpg', 1)`
    .execute(db);
  await shop.row("FOLDER", "products/FOLDER/1.jpg");
  await shop.row("ONLY-FOLDER", "products/ONLY-FOLDER/");
  const twelve = Array.from({ length: 12 }, (_, n) => `${n + 1}.jpg`);
  await shop.row("TWELVE", twelve.join(";"));
  await shop.row("SAME", "1.jpg|2.jpg|copies/2.jpg");
  await copy(2, "copies/2.jpg");
  await Deno.remove(`${shop.root}/3.jpg`);
}

const ALL = [
  ...cameIn("COLUMNS", 1, 2),
  "COLUMNS cover.3 missing not_found",
  ...cameIn("FOLDER", 1, 2, 3),
  ...cameIn("LIST", 1, 2, 4),
  "LIST cover.3 missing not_found",
  ...cameIn("ONLY-FOLDER", 1, 2),
  ...cameIn("SAME", 1, 2),
  "SAME cover.3 superseded same_picture",
  ...cameIn("TABLE", 1, 2),
  "TABLE cover.3 missing not_found",
  ...cameIn("TWELVE", 1, 2, 4, 5, 6, 7, 8, 9, 10, 11),
  "TWELVE cover.3 missing not_found",
  "TWELVE cover.12 surplus more_than_ten",
];

const STEPS: Readonly<Record<string, (migration: Migration) => Promise<void>>> = {
  "a dry run says what a run would do, and writes nothing": async (migration) => {
    const { shop } = migration;
    const told = await migration.run({ recognise: true, estimator: createEstimator() });
    const would = ALL.map((line) => line.replace("migrated", "ready"))
      .filter((line) => !line.startsWith("SAME"));
    assert.deepEqual(told.filter((line) => !line.startsWith("SAME")), would.toSorted());
    assert.equal((await loadImages(shop.db, "LIST")).version, 0);
  },

  "a run that breaks off goes on behind the last picture": async (migration) => {
    const { shop } = migration;
    let renders = 0;
    const renderer = {
      render: (original: Uint8Array) => {
        if (++renders === 8) throw new Error("killed");
        return shop.renderer.render(original);
      },
    };
    const first = migration.run({ recognise: true, renderer, concurrency: 1, ahead: 0 });
    await assert.rejects(first, /killed/);
    const told = new Set(await migration.run({ recognise: true }));
    for (const line of told) assert.ok(ALL.includes(line), line);
    assert.ok(told.size < ALL.length, "what came in before is not brought in again");
  },

  "all are there, in their order": async (migration) => {
    assert.equal(await picturesOf(migration, "LIST"), "1:1 2:2 4:4");
    assert.equal(await picturesOf(migration, "COLUMNS"), "1:1 2:2");
    assert.equal(await picturesOf(migration, "TABLE"), "1:1 2:2");
    assert.equal(await picturesOf(migration, "FOLDER"), "1:1 2:2 3:10");
    assert.equal(await picturesOf(migration, "ONLY-FOLDER"), "1:a 2:b");
    assert.equal(await picturesOf(migration, "SAME"), "1:1 2:2");
    const ten = "1:1 2:2 4:4 5:5 6:6 7:7 8:8 9:9 10:10 11:11";
    assert.equal(await picturesOf(migration, "TWELVE"), ten);
  },

  "a second run brings nothing twice, and nothing that its seller removed": async (migration) => {
    const { shop } = migration;
    await execute(shop.db, "LIST", { type: "RemovePicture", picture: 2 }, metadata);
    const left = ALL.filter((line) => !line.endsWith("migrated") && !line.startsWith("TWELVE"));
    const told = await migration.run({ recognise: true });
    assert.deepEqual(told.filter((line) => !line.startsWith("TWELVE")), left.toSorted());
    assert.deepEqual(told.filter((line) => line.startsWith("TWELVE")), [
      "TWELVE cover.12 surplus more_than_ten",
      "TWELVE cover.3 surplus more_than_ten",
    ]);
  },

  "a picture that is found later stands at its place": async (migration) => {
    const { shop } = migration;
    await shop.file("3.jpg", await photoJpeg({ ...small, seed: 3 }));
    await migration.run({ recognise: true });
    assert.equal(
      await picturesOf(migration, "LIST"),
      "1:1 3:3 4:4",
      "its column has an address now",
    );
    assert.equal(await picturesOf(migration, "TABLE"), "1:1 2:2 3:3");
  },
};

longTest("importPictures() brings further pictures in, from every form, once", async (t) => {
  await using migration = await openMigration();
  await fill(migration);
  for (const [name, step] of Object.entries(STEPS)) await t.step(name, () => step(migration));
});

Deno.test("importPictures() takes no folder of a year for that of a product", async () => {
  await using migration = await openMigration();
  const { shop } = migration;
  for (const [n, path] of ["2022/a.jpg", "2023/b.jpg", "2024/c.jpg", "2024/d.jpg"].entries()) {
    await shop.file(path, await photoJpeg({ ...small, seed: n + 1 }));
  }
  await shop.row("2024", "2024/c.jpg");
  assert.deepEqual(await migration.run({ recognise: true }), cameIn("2024", 1));
});
