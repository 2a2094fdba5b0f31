import assert from "node:assert/strict";
import { testConfig } from "../../devkit/testing/config.ts";
import { assertPartsOfShop, type CommandConfig } from "../../scripts/support/parts.ts";
import { embeddedS3Settings } from "../../src/embedded/s3.ts";
import { announce, lockFolder } from "../../src/embedded/serving.ts";
import { runScript } from "../../devkit/testing/command.ts";
import { addProduct, appendAll } from "../../devkit/testing/event_log.ts";
import { storedImage, uploaded } from "../../devkit/testing/images.ts";
import { openUnit, TARGET } from "../../devkit/testing/unit.ts";

interface Embedded {
  bucket?: string;
  localBotId?: number;
  shared?: boolean;
}

/** Settings of a command that uses embedded parts. */
function embeddedConfig(
  { bucket = storedImage("a").bucket, localBotId = TARGET.botId, shared = false }: Embedded,
): CommandConfig {
  return {
    ...testConfig(),
    b2: embeddedS3Settings("http://127.0.0.1:1", bucket),
    telegram: { token: `${localBotId}:token`, apiRoot: "http://127.0.0.1:1" },
    secrets: [],
    embedded: { localBotId, shared },
  };
}

Deno.test.each<{ name: string; embedded: Embedded; says?: RegExp }>([
  { name: "accepts the parts of the shop", embedded: {} },
  {
    name: "refuses another bucket than the last picture's",
    embedded: { bucket: "ours" },
    says: /B2_ENDPOINT, B2_BUCKET, … are missing: .* bucket pictures/,
  },
  {
    name: "accepts another bucket when the running shop uses it",
    embedded: { bucket: "ours", shared: true },
  },
  {
    name: "refuses the local bot when the shop is another bot",
    embedded: { localBotId: 7 },
    says: /TELEGRAM_BOT_TOKEN is missing: the shop runs as the bot 1/,
  },
])("assertPartsOfShop() $name", async ({ embedded, says }) => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  await addProduct(db, "TBF-222222");
  await appendAll(db, "TBF-222222", uploaded("a"));
  const asserted = assertPartsOfShop(db, embeddedConfig(embedded));
  if (says === undefined) await asserted;
  else await assert.rejects(asserted, says);
});

Deno.test("assertPartsOfShop() accepts a shop that was never started", async () => {
  await using database = await openUnit({ db: "migrated" });
  await assertPartsOfShop(database.db, embeddedConfig({ bucket: "ours", localBotId: 7 }));
});

Deno.test("a command without the running shop's settings says so and exits with 2", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "vitrine-parts-" });
  try {
    using _lock = await lockFolder(dataDir);
    const serving = { runId: "any", by: "shop", postgres: "embedded" } as const;
    await using _shop = await announce(dataDir, serving);
    const env = { VITRINE_DATA_DIR: dataDir };
    const { code, stderr } = await runScript("reconcile", { env });
    assert.equal(code, 2, stderr);
    assert.match(stderr, /- B2_ENDPOINT, B2_BUCKET, … are missing: the shop that runs on /);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});
