import assert from "node:assert/strict";
import { sql } from "kysely";
import { createPerson } from "@vitrine/local-telegram";
import { untilQuiet } from "../../devkit/replicas/audit.ts";
import { TEST_POSTGRES } from "../../devkit/testing/database.ts";
import { endHeartbeats, hastenJobs } from "../../devkit/testing/job_rows.ts";
import { openReplicas } from "../../devkit/testing/replicas.ts";
import { longTest } from "../../devkit/testing/sample.ts";
import { until } from "../../devkit/testing/until.ts";
import { markedPhoto } from "../../devkit/world/marker.ts";
import { confirmAs, offerAlbumAs } from "../../devkit/world/sale.ts";
import { openWorld } from "../../devkit/world/world.ts";
import { isWarmUpDue } from "../../src/pictures/mod.ts";

const ADMIN = 909;
const NEW_BOT = { token: "7000000002:AAE-the-other-bot-of-this-shop-0123", username: "new_bot" };
const NEW_BOT_ID = 7_000_000_002;
/** Of two products, in two sizes. */
const PICTURES = 2 * 3 * 2;

longTest("a new bot gets all pictures, over two processes and the kill of both", async () => {
  await using world = await openWorld(TEST_POSTGRES);
  const settings = { ADMIN_IDS: String(ADMIN), WARM_UP_PER_MINUTE: "120" };
  const environment = { ...world.environment, ...settings };
  await using replicas = await openReplicas(2, { ...world, environment });
  const { db, telegram: { control } } = world;
  const seller = await createPerson(
    control,
    { id: 101, firstName: "Sam", languageCode: "en" },
    { inTurn: true },
  );
  for (const first of [1, 4]) {
    const photos = await Promise.all([first, first + 1, first + 2].map(markedPhoto));
    await confirmAs(seller, await offerAlbumAs(seller, { photos, title: "Lamp" }, control));
  }
  await untilQuiet(replicas);

  await control.addBot(NEW_BOT);
  await control.sendText(ADMIN, "/start", { botId: NEW_BOT_ID });
  for (const place of [0, 1]) {
    assert.equal(await replicas.stop(place), 0);
    await replicas.start(place, { TELEGRAM_BOT_TOKEN: NEW_BOT.token });
  }
  const captured = async () => {
    const { rows } = await sql<{ ids: number }>`
      select count(*) as ids from image_events
      where slot = 'captured' and bot_id = ${NEW_BOT_ID}`.execute(db);
    return rows[0]!.ids;
  };
  await until("some pictures", async () => {
    await hastenJobs(db);
    return await captured() >= 3;
  });
  for (const place of [0, 1]) await replicas.kill(place);
  assert.ok(await captured() < PICTURES, "it was killed on the way");
  for (const place of [0, 1]) await replicas.start(place, { TELEGRAM_BOT_TOKEN: NEW_BOT.token });
  await endHeartbeats(db);
  await until("the end of the warm-up", async () => {
    await hastenJobs(db);
    return !await isWarmUpDue(db);
  });
  assert.equal(await captured(), PICTURES);
  const calls = await control.calls();
  const uploads = calls.filter(({ botId, status, uploadedBytes }) =>
    botId === NEW_BOT_ID && status === 200 && uploadedBytes > 0
  ).length;
  // One may have been killed between Telegram's answer and its capture.
  assert.ok(uploads === PICTURES || uploads === PICTURES + 1, `${uploads} uploads`);
});
