import assert from "node:assert/strict";
import { testConfig } from "../../devkit/testing/config.ts";
import {
  DataFolderBusy,
  openMissingParts,
  openPartsOfCommand,
  type PartRefusal,
  type PartsOfCommand,
} from "../../src/embedded/mod.ts";
import { openEmbeddedS3 } from "../../src/embedded/s3.ts";
import { announce, lockFolder } from "../../src/embedded/serving.ts";
import { openObjectStore } from "../../src/storage/mod.ts";
import { testObject } from "../../devkit/testing/s3_objects.ts";

const DATABASE_URL = "postgres://nobody@127.0.0.1:1/none";
const picture = testObject(1);

async function openFolder() {
  const dataDir = await Deno.makeTempDir({ prefix: "vitrine-parts-" });
  return { dataDir, [Symbol.asyncDispose]: () => Deno.remove(dataDir, { recursive: true }) };
}

async function openParts(
  dataDir: string,
  options: { telegram?: boolean; patienceMs?: number; say?: (line: string) => void } = {},
): Promise<PartsOfCommand & AsyncDisposable> {
  const parts = await openFor(dataDir, options);
  assert.ok(!("refused" in parts));
  return parts;
}

function openFor(
  dataDir: string,
  { telegram = false, say = () => {}, ...rest }: Parameters<typeof openParts>[1] & object,
) {
  return openPartsOfCommand({ dataDir, telegram, say, ...rest });
}

Deno.test("openPartsOfCommand() opens parts that nobody runs, and closes them", async () => {
  await using folder = await openFolder();
  const { dataDir } = folder;
  for (const _round of [1, 2]) {
    await using parts = await openParts(dataDir, { telegram: true });
    assert.equal(parts.shared, false);
    assert.equal(parts.telegram?.token.split(":")[0], String(parts.localBotId));
    await using store = openObjectStore(parts.b2);
    await store.put(picture.key, picture.bytes, picture);
  }
  await using parts = await openParts(dataDir);
  assert.equal(parts.telegram, undefined);
  await using store = openObjectStore(parts.b2);
  assert.deepEqual(await store.get(picture.key), picture.bytes);
});

Deno.test("openPartsOfCommand() uses the parts of another command, which waits at its end", async () => {
  await using folder = await openFolder();
  const { dataDir } = folder;
  const waits = Promise.withResolvers<void>();
  const say = (line: string) => {
    if (line.startsWith("Waiting for another command")) waits.resolve();
  };
  const first = await openParts(dataDir, { telegram: true, say });
  const second = await openParts(dataDir, { telegram: true });
  const { b2, telegram, localBotId } = first;
  assert.deepEqual(
    { ...second, [Symbol.asyncDispose]: undefined },
    { b2, telegram, localBotId, shared: true, [Symbol.asyncDispose]: undefined },
  );
  const closed = first[Symbol.asyncDispose]();
  await waits.promise;
  await using store = openObjectStore(second.b2);
  await store.put(picture.key, picture.bytes, picture);
  assert.deepEqual(await store.get(picture.key), picture.bytes);
  const answer = await fetch(`${telegram!.apiRoot}/bot${telegram!.token}/getMe`);
  assert.equal((await answer.json()).result.id, localBotId);
  await second[Symbol.asyncDispose]();
  await closed;
  await using third = await openParts(dataDir);
  assert.equal(third.shared, false);
});

Deno.test("openPartsOfCommand() waits for a process that starts, and gives up when it tells no address", async () => {
  await using folder = await openFolder();
  const { dataDir } = folder;
  {
    using _silent = await lockFolder(dataDir);
    const said: string[] = [];
    const say = (line: string) => said.push(line);
    await assert.rejects(openFor(dataDir, { patienceMs: 250, say }), DataFolderBusy);
    assert.deepEqual(said, [`Waiting for the process that uses the folder ${dataDir}`]);
  }
  const silent = await lockFolder(dataDir);
  const waits = Promise.withResolvers<void>();
  const opening = openParts(dataDir, { say: () => waits.resolve() });
  await waits.promise;
  silent![Symbol.dispose]();
  await using parts = await opening;
  assert.equal(parts.shared, false);
});

Deno.test("openPartsOfCommand() waits for a command without Telegram when it needs Telegram", async () => {
  await using folder = await openFolder();
  const { dataDir } = folder;
  const first = await openParts(dataDir);
  const waits = Promise.withResolvers<void>();
  const opening = openParts(dataDir, { telegram: true, say: () => waits.resolve() });
  await waits.promise;
  await first[Symbol.asyncDispose]();
  await using second = await opening;
  assert.deepEqual([second.shared, second.telegram !== undefined], [false, true]);
});

Deno.test("openMissingParts() refuses a folder that a command uses, and names it", async () => {
  await using folder = await openFolder();
  const { dataDir } = folder;
  await using _parts = await openParts(dataDir);
  const config = testConfig({ VITRINE_DATA_DIR: dataDir, DATABASE_URL });
  await assert.rejects(openMissingParts(config, () => {}), (error) => {
    assert.ok(error instanceof DataFolderBusy);
    assert.match(error.message, /one of its commands/);
    return true;
  });
});

interface Elsewhere {
  name: string;
  serving: { postgres: "embedded" | "configured"; s3?: string };
  refused: PartRefusal["refused"];
}
Deno.test.each<Elsewhere>([
  {
    name: "the database",
    serving: { postgres: "configured" },
    refused: "database_is_configured",
  },
  { name: "the bucket", serving: { postgres: "embedded" }, refused: "b2_is_configured" },
])("openPartsOfCommand() refuses when the shop has settings for $name", async ({
  serving,
  refused,
}) => {
  await using folder = await openFolder();
  const { dataDir } = folder;
  using _lock = await lockFolder(dataDir);
  await using _announced = await announce(dataDir, { runId: "any", by: "shop", ...serving });
  assert.deepEqual(await openFor(dataDir, {}), { refused });
});

Deno.test("openPartsOfCommand() refuses the local Telegram when the shop has a token", async () => {
  await using folder = await openFolder();
  const { dataDir } = folder;
  const runId = crypto.randomUUID();
  using _lock = await lockFolder(dataDir);
  await using s3 = await openEmbeddedS3({ dir: `${dataDir}/s3`, bucket: "any", runId });
  const serving = { runId, by: "shop", postgres: "embedded", s3: s3.endpoint } as const;
  await using _announced = await announce(dataDir, serving);
  const refused = { refused: "telegram_is_configured" };
  assert.deepEqual(await openFor(dataDir, { telegram: true }), refused);
  await using parts = await openParts(dataDir);
  assert.equal(parts.b2.endpoint, s3.endpoint);
});

Deno.test("openMissingParts() announces its parts, and that the database is configured", async () => {
  await using folder = await openFolder();
  const { dataDir } = folder;
  const config = testConfig({ VITRINE_DATA_DIR: dataDir, DATABASE_URL });
  {
    await using shop = await openMissingParts(config, () => {});
    const { s3, telegram } = JSON.parse(await Deno.readTextFile(`${dataDir}/serving.json`));
    assert.deepEqual([s3, telegram], [shop.b2.endpoint, shop.telegram.apiRoot]);
    assert.deepEqual(await openFor(dataDir, {}), { refused: "database_is_configured" });
  }
  await assert.rejects(Deno.stat(`${dataDir}/serving.json`), Deno.errors.NotFound);
});
