import assert from "node:assert/strict";
import { openLocalTelegram, type TelegramControl } from "../src/mod.ts";
import { apiOf, refusalOf } from "./support/api.ts";
import { png } from "./support/pictures.ts";

const USER = 7;

async function sendTexts(control: TelegramControl, count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let n = 1; n <= count; n++) {
    ids.push(...(await control.sendText(USER, `text ${n}`)).updateIds);
  }
  return ids;
}

const idsOf = (updates: readonly { update_id: number }[]) => updates.map((u) => u.update_id);

Deno.test("getUpdates() repeats an update until a higher offset confirms it", async () => {
  await using telegram = await openLocalTelegram();
  const api = apiOf(telegram);
  const ids = await sendTexts(telegram.control, 3);
  assert.deepEqual(idsOf(await api.getUpdates()), ids);
  assert.deepEqual(idsOf(await api.getUpdates({ limit: 2 })), ids.slice(0, 2));
  assert.deepEqual(idsOf(await api.getUpdates({ offset: ids[1]! })), ids.slice(1));
  assert.deepEqual(idsOf(await api.getUpdates({ offset: 0 })), ids.slice(1));
});

Deno.test("getUpdates() with the offset -1 removes all updates but the last", async () => {
  await using telegram = await openLocalTelegram();
  const api = apiOf(telegram);
  const ids = await sendTexts(telegram.control, 3);
  assert.deepEqual(idsOf(await api.getUpdates({ offset: -1 })), ids.slice(2));
  assert.deepEqual(idsOf(await api.getUpdates()), ids.slice(2));
});

Deno.test("getUpdates() waits for an update", async () => {
  await using telegram = await openLocalTelegram();
  const poll = apiOf(telegram).getUpdates({ timeout: 30 });
  const { updateIds } = await telegram.control.sendText(USER, "hello");
  assert.deepEqual(idsOf(await poll), updateIds);
});

Deno.test("getUpdates() ends an earlier call that still waits", async () => {
  await using telegram = await openLocalTelegram();
  const { control } = telegram;
  const api = apiOf(telegram);
  const first = refusalOf(api.getUpdates({ timeout: 30 }));
  const waiting = api.getUpdates({ timeout: 30 });
  // Either call can arrive first. The later one ends it and gets the update.
  await control.waitForCall({ method: "getUpdates" });
  await control.sendText(USER, "hello");
  const outcomes = [await first, await refusalOf(waiting)].sort();
  assert.deepEqual(outcomes, [
    "409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    "not refused",
  ]);
});

Deno.test("getUpdates() is refused while a webhook is set", async () => {
  await using telegram = await openLocalTelegram();
  const api = apiOf(telegram);
  await api.setWebhook("http://127.0.0.1:9/hook");
  assert.equal(
    await refusalOf(api.getUpdates()),
    "409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
  );
  await api.deleteWebhook();
  assert.deepEqual(await api.getUpdates(), []);
});

Deno.test("getUpdates() remembers which kinds of updates the bot wants", async () => {
  await using telegram = await openLocalTelegram();
  const api = apiOf(telegram);
  await api.getUpdates({ allowed_updates: ["callback_query"] });
  assert.deepEqual((await telegram.control.sendText(USER, "hello")).updateIds, []);
  await api.getUpdates({ allowed_updates: [] });
  assert.equal((await telegram.control.sendText(USER, "hello")).updateIds.length, 1);
});

Deno.test("getUpdates() gives one update for each photo of an album, and one for a block", async () => {
  await using telegram = await openLocalTelegram();
  const { control } = telegram;
  await control.sendAlbum(USER, [png(), png(20, 20)], { caption: "two" });
  await control.block(USER);
  const updates = await apiOf(telegram).getUpdates();
  const groups = new Set(updates.slice(0, 2).map((update) => update.message?.media_group_id));
  assert.equal(groups.size, 1);
  assert.equal(updates[0]?.message?.caption, "two");
  assert.equal(updates[2]?.my_chat_member?.new_chat_member.status, "kicked");
});

Deno.test("messages of any kind are one album by their mediaGroupId", async () => {
  await using telegram = await openLocalTelegram();
  const { control } = telegram;
  const album = { mediaGroupId: "77" };
  await control.sendVideo(USER, album);
  await control.sendText(USER, "between");
  await control.sendPhoto(USER, png(), album);
  await control.sendDocument(USER, png(), { fileName: "a.png", mimeType: "image/png" }, album);
  const updates = await apiOf(telegram).getUpdates();
  const groups = updates.map(({ message }) => message?.media_group_id);
  assert.deepEqual(groups, ["77", undefined, "77", "77"]);
});

Deno.test("setNextUpdateId() starts the ids of updates anew, and an offset of before is not believed", async () => {
  await using telegram = await openLocalTelegram();
  const { control } = telegram;
  const api = apiOf(telegram);
  await control.setNextUpdateId(5_000_000);
  assert.deepEqual(await sendTexts(control, 1), [5_000_000]);
  await api.getUpdates({ offset: 5_000_001 });
  const waiting = api.getUpdates({ offset: 5_000_001, timeout: 30 });
  await control.setNextUpdateId(1);
  assert.deepEqual(await sendTexts(control, 1), [1]);
  assert.deepEqual(idsOf(await waiting), [1], "the call that waited gets it");
  assert.deepEqual(await sendTexts(control, 1), [2]);
  assert.deepEqual(idsOf(await api.getUpdates({ offset: 5_000_001 })), [1, 2], "none is forgotten");
  assert.deepEqual(idsOf(await api.getUpdates({ offset: 3 })), []);
});

Deno.test("setNextUpdateId() refuses while updates wait, and what is no id", async () => {
  await using telegram = await openLocalTelegram();
  const { control } = telegram;
  await sendTexts(control, 1);
  await assert.rejects(control.setNextUpdateId(9), /1 updates wait for the bot/);
  await apiOf(telegram).getUpdates({ offset: 2 });
  await assert.rejects(control.setNextUpdateId(0), /must be an integer >= 1/);
});
