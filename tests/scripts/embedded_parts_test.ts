import assert from "node:assert/strict";
import { sql } from "kysely";
import { IMAGE_TYPES } from "../../src/domain/mod.ts";
import { logged } from "../../devkit/world/shop_process.ts";
import { longTest } from "../../devkit/testing/sample.ts";
import { openEmbeddedPostgres } from "../../src/embedded/postgres.ts";
import { embeddedS3Settings, openEmbeddedS3 } from "../../src/embedded/s3.ts";
import { listObjectKeys } from "../../src/event_log/mod.ts";
import { openDatabase } from "../../src/postgres/mod.ts";
import { openObjectStore } from "../../src/storage/mod.ts";
import { outputOf, runScript, spawnScript } from "../../devkit/testing/command.ts";
import {
  createEmbeddedFolder,
  type EmbeddedFolder,
  openEmbeddedShop,
  personOf,
} from "../../devkit/testing/embedded_shop.ts";
import { codeBlocks, readDocument } from "../../devkit/testing/documents.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { assertShown } from "../../devkit/testing/shown.ts";
import { sell } from "../../devkit/testing/shop.ts";
import { until } from "../../devkit/testing/until.ts";

const BUCKET = "vitrine-pictures";
/** The number of pictures of a product. That of a sold one has its original too. */
const EACH = IMAGE_TYPES.length;
const SOLD = EACH + 1;
const SHARED = /^B2: embedded, \S+, of the running shop \(B2_\* not set\)$/m;
const OWN = /^B2: embedded, \S+, data in .* \(B2_\* not set\)$/m;

/** The embedded database. Other processes may have it open too. */
async function openFolderDatabase({ dataDir }: EmbeddedFolder) {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await openEmbeddedPostgres({ dir: `${dataDir}/postgres` }));
  const db = stack.use(openDatabase({ url, maxConnections: 1 }));
  const parts = stack.move();
  return Object.assign(db, { [Symbol.asyncDispose]: () => parts.disposeAsync() });
}

/** The addresses of the folder's parts. */
async function readServing({ dataDir }: EmbeddedFolder): Promise<Record<string, string>> {
  return JSON.parse(await Deno.readTextFile(`${dataDir}/serving.json`));
}

/** Adds a legacy row and its file. */
async function addLegacy(folder: EmbeddedFolder, productId: string): Promise<string> {
  const root = `${folder.dataDir}/legacy`;
  await Deno.mkdir(root, { recursive: true });
  const picture = await photoJpeg({ widthPx: 60, heightPx: 40, seed: 9 });
  await Deno.writeFile(`${root}/${productId}.jpg`, picture);
  await using db = await openFolderDatabase(folder);
  const row = { product_id: productId, title: "Old", cover_image_url: `${productId}.jpg` };
  await db.insertInto("products").values(row as never).execute();
  return root;
}

/** The keys of a product's pictures. */
async function keysOf(folder: EmbeddedFolder, productId: string): Promise<string[]> {
  await using db = await openFolderDatabase(folder);
  return await listObjectKeys(db, productId);
}

/** Deletes objects from the server at this address. */
async function lose(endpoint: string, keys: readonly string[]): Promise<void> {
  await using store = openObjectStore(embeddedS3Settings(endpoint, BUCKET));
  for (const key of keys) await store.delete(key);
}

/** Starts a shop with one product whose pictures are stored. */
async function openSoldShop(folder: EmbeddedFolder) {
  const shop = await openEmbeddedShop(folder);
  const productId = await sell(await personOf(shop, 101));
  await shop.line(logged("image_stored"));
  return { shop, productId };
}

longTest(
  "reconcile, doctor and migrate-images use the embedded parts of a running shop",
  async () => {
    await using folder = createEmbeddedFolder();
    const { environment, dataDir } = folder;
    const { shop, productId } = await openSoldShop(folder);
    await using _shop = shop;
    const all = await runScript("reconcile", { env: environment });
    assert.equal(all.code, 0, all.stderr);
    assert.match(all.stdout, new RegExp(`^Compared ${SOLD} objects with ${SOLD} pictures`));
    const [parts = ""] = codeBlocks(await readDocument("docs/operations.md"), "text");
    assertShown(parts, all.stderr);
    assert.doesNotMatch(all.stderr, /Telegram/, "it is not needed");
    const doctor = await runScript("doctor", { env: environment });
    assert.match(doctor.stdout, /^ok {4}lifecycle {4}No rule is needed/m, doctor.stderr);

    await lose((await readServing(folder)).s3!, await keysOf(folder, productId));
    await Deno.remove(`${dataDir}/image-cache`, { recursive: true });
    const repaired = await runScript("reconcile", { args: ["--repair"], env: environment });
    assert.equal(repaired.code, 0, repaired.stderr);
    assert.match(repaired.stdout, /cover +→ put back from Telegram$/m);
    assert.match(repaired.stderr, /^Telegram: local, \S+, of the running shop /m);

    const root = await addLegacy(folder, "TBF-OLD222");
    const migrated = await runScript("migrate_images", {
      args: ["--root", root],
      env: environment,
    });
    assert.equal(migrated.code, 0, migrated.stderr);
    assert.match(migrated.stdout, new RegExp(`^outcome +pictures\\nmigrated +${EACH}\\n`));
    assert.match(migrated.stderr, SHARED);
    const shown = await (await personOf(shop, 202)).say("/start TBF-OLD222");
    assert.deepEqual([shown.kind, shown.photo?.widthPx], ["photo", 60]);
    assert.equal(await shop.stop(), 0);
    await assert.rejects(readServing(folder), Deno.errors.NotFound);
    await stopsItsServer(folder);
  },
);

/** A command whose terminal is closed in the middle of its work stops the PostgreSQL that only it uses. */
async function stopsItsServer(folder: EmbeddedFolder): Promise<void> {
  const dir = `${folder.dataDir}/postgres`;
  const server = await openEmbeddedPostgres({ dir });
  await using db = openDatabase({ url: server.url, maxConnections: 2 });
  const [locked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const cutOff = assert.rejects(
    db.transaction().execute(async (tx) => {
      await sql`lock table products in access exclusive mode`.execute(tx);
      locked.resolve();
      await released.promise;
    }),
  );
  await locked.promise;
  const command = spawnScript("verify", { env: folder.environment });
  await until("the command waits for the lock", async () => {
    const { rows } = await sql`select from pg_locks where not granted`.execute(db);
    return rows.length > 0;
  });
  await server[Symbol.asyncDispose]();
  assert.ok(await exists(`${dir}/cluster/postmaster.pid`), "the command uses it");
  command.kill("SIGHUP");
  const { code, stderr } = await outputOf(command);
  assert.equal(code, 129);
  assert.match(stderr, /^PostgreSQL: embedded, .*\nStopped\. What is done stays done\.\n$/);
  released.resolve();
  await cutOff;
  assert.ok(!await exists(`${dir}/cluster/postmaster.pid`), "PostgreSQL runs on");
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

longTest(
  "reconcile and migrate-images open the parts themselves after a kill or a stop",
  async () => {
    await using folder = createEmbeddedFolder();
    const { environment, dataDir } = folder;
    const { shop, productId } = await openSoldShop(folder);
    await shop.kill();
    assert.ok((await readServing(folder)).s3, "a killed shop leaves its addresses");
    const keys = await keysOf(folder, productId);
    const all = await runScript("reconcile", { env: environment });
    assert.equal(all.code, 0, all.stderr);
    assert.match(all.stderr, OWN);
    await assert.rejects(readServing(folder), Deno.errors.NotFound);

    {
      await using s3 = await openEmbeddedS3({ dir: `${dataDir}/s3`, bucket: BUCKET });
      await lose(s3.endpoint, keys);
    }
    await Deno.remove(`${dataDir}/image-cache`, { recursive: true });
    const repaired = await runScript("reconcile", { args: ["--repair"], env: environment });
    assert.equal(repaired.code, 0, repaired.stderr);
    assert.match(repaired.stdout, /cover +→ put back from Telegram$/m);
    assert.match(repaired.stderr, /^Telegram: local, data in /m);

    const root = await addLegacy(folder, "TBF-OLD333");
    const migrated = await runScript("migrate_images", {
      args: ["--root", root],
      env: environment,
    });
    assert.equal(migrated.code, 0, migrated.stderr);
    assert.match(migrated.stdout, new RegExp(`^outcome +pictures\\nmigrated +${EACH}\\n`));

    await using again = await openEmbeddedShop(folder);
    const buyer = await personOf(again, 202);
    for (const id of [productId, "TBF-OLD333"]) {
      assert.equal((await buyer.say(`/start ${id}`)).kind, "photo");
    }
    assert.equal(await again.stop(), 0);
    const afterwards = await runScript("reconcile", { args: ["--deep"], env: environment });
    assert.equal(afterwards.code, 0, afterwards.stderr);
    // Telegram had no original to put back; the one of the import is there.
    const kept = 2 * EACH + 1;
    assert.match(afterwards.stdout, new RegExp(`^Compared ${kept} objects with ${kept} pictures`));
    assert.match(afterwards.stderr, OWN);
  },
);
