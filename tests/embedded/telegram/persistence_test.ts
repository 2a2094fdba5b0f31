import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { InputFile } from "grammy";
import {
  createControlClient,
  openLocalTelegram,
  type Transcript,
} from "../../../src/embedded/telegram/mod.ts";
import { openJournal } from "../../../src/embedded/telegram/journal.ts";
import { until } from "../../../devkit/testing/until.ts";
import { apiOf, last, png, refusalOf } from "./support.ts";

const USER = 7;

async function temporaryDir() {
  const path = await Deno.makeTempDir({ prefix: "local_telegram_" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** What survives; the transcript without the numbers of events. */
const shown = ({ messages, answers }: Transcript) => ({ messages, answers });

Deno.test("openLocalTelegram() finds everything again after a SIGKILL", async () => {
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

/** A server in a process of its own is used and killed; returns what its user saw last. */
async function liveThenDie(dataDir: string): Promise<Transcript> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", fileURLToPath(new URL("serve.ts", import.meta.url)), dataDir],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  const { url, token } = JSON.parse(new TextDecoder().decode(value));
  const control = createControlClient(url);
  await control.sendText(USER, "/start");
  await apiOf({ url, token }).sendPhoto(USER, new InputFile(png(), "a.png"), { caption: "c" });
  const transcript = await control.transcript(USER);
  await untilJournalHas(dataDir, '"text":"c"');
  child.kill("SIGKILL");
  await child.status;
  await reader.cancel();
  return transcript;
}

/** The journal follows within 50 ms; this waits for the last change instead of for a time. */
async function untilJournalHas(dataDir: string, text: string): Promise<void> {
  const path = `${dataDir}/journal.jsonl`;
  await until(`${text} in ${path}`, async () => (await Deno.readTextFile(path)).includes(text));
}

Deno.test("openJournal() drops a line that a kill tore, and nothing else", async () => {
  await using dir = await temporaryDir();
  {
    await using journal = await openJournal(dir.path);
    const rows = journal.collection<number>("rows");
    for (let n = 0; n < 100; n++) rows.set("n", n);
    rows.set("gone", 1);
    rows.delete("gone");
  }
  const torn = '[["rows","n",100],["rows","half';
  await Deno.writeTextFile(`${dir.path}/journal.jsonl`, torn, { append: true });
  await using journal = await openJournal(dir.path);
  assert.deepEqual(journal.collection("rows").entries(), [["n", 99]]);
});

Deno.test("openJournal() writes itself anew, so that it holds each row once", async () => {
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

Deno.test("openLocalTelegram() says which port is taken", async () => {
  await using telegram = await openLocalTelegram();
  const port = Number(new URL(telegram.url).port);
  await assert.rejects(openLocalTelegram({ port }), {
    name: "ListenFailed",
    message: new RegExp(`^Cannot listen on 127.0.0.1:${port}: .*(in use|EADDRINUSE)`),
  });
});
