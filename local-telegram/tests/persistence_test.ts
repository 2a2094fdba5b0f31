import assert from "node:assert/strict";
import { InputFile } from "grammy";
import { createControlClient, openLocalTelegram, type Transcript } from "../src/mod.ts";
import { openJournal } from "../src/state/journal.ts";
import { apiOf, last, refusalOf } from "./support/api.ts";
import { startCommand } from "./support/command.ts";
import { png } from "./support/pictures.ts";
import { until } from "./support/until.ts";

const USER = 7;

async function temporaryDir() {
  const path = await Deno.makeTempDir({ prefix: "local_telegram_" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** The parts of a transcript that survive a restart. */
const shown = ({ messages, answers }: Transcript) => ({ messages, answers });

Deno.test("openLocalTelegram() still has everything after a SIGKILL", async () => {
  await using dir = await temporaryDir();
  const before = await liveThenDie(dir.path);
  await using telegram = await openLocalTelegram({ dataDir: dir.path });
  const api = apiOf(telegram);
  const { control } = telegram;
  assert.deepEqual(shown(await control.transcript(USER)), shown(before));
  const { photo, messageId } = last(before.messages);
  assert.deepEqual(await control.fileBytes(photo?.fileUniqueId ?? ""), png());
  assert.equal(await refusalOf(api.sendPhoto(USER, photo?.fileId ?? "")), "not refused");
  const updates = await api.getUpdates();
  assert.deepEqual(updates.map((update) => update.message?.text), ["/start"]);
  const { updateIds, messageIds } = await control.sendText(USER, "again");
  assert.ok((updateIds[0] ?? 0) > last(updates).update_id);
  assert.ok((messageIds[0] ?? 0) > messageId);
});

/** Runs the command, uses it and kills it. Returns the last chat that the user saw. */
async function liveThenDie(dataDir: string): Promise<Transcript> {
  const command = await startCommand(["--data", dataDir], dataDir);
  const control = createControlClient(command.url);
  await control.sendText(USER, "/start");
  await apiOf(command).sendPhoto(USER, new InputFile(png(), "a.png"), { caption: "c" });
  const transcript = await control.transcript(USER);
  await untilJournalHas(dataDir, '"text":"c"');
  await command.stop("SIGKILL");
  return transcript;
}

/** The journal is written a little later, so this waits for the last change. */
async function untilJournalHas(dataDir: string, text: string): Promise<void> {
  const path = `${dataDir}/journal.jsonl`;
  await until(`${text} in ${path}`, async () => (await Deno.readTextFile(path)).includes(text));
}

Deno.test("openJournal() drops only the line that a kill has cut off", async () => {
  await using dir = await temporaryDir();
  {
    await using journal = await openJournal(dir.path);
    const rows = journal.collection<number>("rows");
    for (let n = 0; n < 100; n++) rows.set("n", n);
    rows.set("gone", 1);
    rows.delete("gone");
  }
  const cutOff = '[["rows","n",100],["rows","half';
  await Deno.writeTextFile(`${dir.path}/journal.jsonl`, cutOff, { append: true });
  await using journal = await openJournal(dir.path);
  assert.deepEqual(journal.collection("rows").entries(), [["n", 99]]);
});

Deno.test("openJournal() rewrites the file, so that it has each row once", async () => {
  await using dir = await temporaryDir();
  for (let run = 0; run < 3; run++) {
    await using journal = await openJournal(dir.path);
    const rows = journal.collection<number>("rows");
    for (const key of ["a", "b"]) rows.set(key, run);
  }
  await (await openJournal(dir.path))[Symbol.asyncDispose]();
  const lines = (await Deno.readTextFile(`${dir.path}/journal.jsonl`)).trimEnd().split("\n");
  assert.deepEqual(lines, ['[["rows","a",2]]', '[["rows","b",2]]']);
});

Deno.test("openLocalTelegram() says that the port is taken", async () => {
  await using telegram = await openLocalTelegram();
  const port = Number(new URL(telegram.url).port);
  await assert.rejects(openLocalTelegram({ port }), {
    code: "listen_failed",
    message: new RegExp(`^Cannot listen on 127.0.0.1:${port}: .*(in use|EADDRINUSE)`),
  });
});
