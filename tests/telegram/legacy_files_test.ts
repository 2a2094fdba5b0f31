import assert from "node:assert/strict";
import { createLegacyFiles } from "../../src/telegram/legacy_files.ts";
import { smallPhoto } from "../../devkit/testing/bot.ts";
import { openTelegramPictures } from "../../devkit/testing/telegram_pictures.ts";

const policy = { maxAttempts: 3, firstPauseMs: 1, longestPauseMs: 1 };
const OFFICIAL = "https://api.telegram.org";
const REVOKED = "AAErevoked-abcdefghijklmnopqrstuvwxyz01";

async function openParts() {
  const pictures = await openTelegramPictures();
  const { telegram: { url, control }, own } = pictures;
  const host = { apiRoot: url, token: own.token };
  return {
    ...pictures,
    control,
    files: createLegacyFiles(host, { policy }),
    /** Telegram's own server is the local one. */
    official: createLegacyFiles(host, { policy, officialRoot: url }),
    nobody: createLegacyFiles(undefined, { policy, officialRoot: url }),
  };
}

Deno.test("createLegacyFiles() downloads by the file ids of its own bot, and says why others fail", async () => {
  await using parts = await openParts();
  const { own, other, files, control } = parts;
  const bytes = await smallPhoto(1);
  assert.deepEqual(await files.byId(await own.document(bytes)), { bytes });
  const photo = await own.photo(bytes);
  assert.ok("bytes" in await files.byId(photo));
  assert.deepEqual(await files.byId(await other.photo(bytes)), { refused: "not_given" });
  assert.deepEqual(await parts.nobody.byId(photo), { refused: "no_bot" });
  assert.equal(parts.nobody.botId, undefined);
  const away = "Bad Request: wrong file_id or the file is temporarily unavailable";
  const fault = { method: "getFile", code: 400, description: away };
  await control.injectFault({ ...fault, times: 2 });
  assert.ok("bytes" in await files.byId(photo), "the third attempt");
  // Telegram answers so for a well-formed id of another bot, too (telegram-bot-api Client.cpp).
  await control.injectFault({ ...fault, times: 3 });
  assert.deepEqual(await files.byId(photo), { refused: "not_given" });
  await control.injectFault({ method: "getFile", code: 401, description: "Unauthorized" });
  assert.deepEqual(await files.byId(photo), { refused: "unavailable" });
  await control.injectFault({ method: "file", code: 502, htmlBody: "<html>", times: 3 });
  assert.deepEqual(await files.byId(photo), { refused: "unavailable" });
});

Deno.test("createLegacyFiles() downloads by links, and asks for its own with its present token", async () => {
  await using parts = await openParts();
  const { own, other, files, official, nobody, control } = parts;
  const bytes = await smallPhoto(2);
  const path = await own.pathOf(await own.document(bytes));
  const revoked = { botId: own.botId, token: `${own.botId}:${REVOKED}`, path, origin: OFFICIAL };
  assert.ok(files.takes(revoked));
  assert.deepEqual(await files.byLink(revoked), { bytes });
  const link = {
    botId: other.botId,
    token: other.token,
    path: await other.pathOf(await other.document(bytes)),
    origin: parts.telegram.url,
  };
  assert.ok(!files.takes(link), "a server of somebody else");
  for (const each of [official, nobody]) {
    assert.ok(each.takes(link));
    assert.deepEqual(await each.byLink(link), { bytes });
  }
  await control.expireFilePath(path);
  assert.deepEqual(await files.byLink(revoked), { refused: "link_ended" });
});
