import assert from "node:assert/strict";
import { type Api, InputFile } from "grammy";
import { openLocalTelegram } from "../src/mod.ts";
import { apiOf, last } from "./support/api.ts";
import { png } from "./support/pictures.ts";

const USER = 7;

interface Form {
  readonly name: string;
  readonly send: (url: string) => Promise<Response>;
}

const params = { chat_id: String(USER), text: "hello" };

Deno.test.each<Form>([
  { name: "query", send: (url) => fetch(`${url}?${new URLSearchParams(params)}`) },
  {
    name: "urlencoded",
    send: (url) => fetch(url, { method: "POST", body: new URLSearchParams(params) }),
  },
  {
    name: "JSON",
    send: (url) =>
      fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...params, chat_id: USER }),
      }),
  },
  {
    name: "multipart",
    send: (url) => {
      const body = new FormData();
      for (const [name, value] of Object.entries(params)) body.set(name, value);
      return fetch(url, { method: "POST", body });
    },
  },
])("the Bot API takes a call as $name, with the method in any case", async ({ send }) => {
  await using telegram = await openLocalTelegram();
  await telegram.control.sendText(USER, "/start");
  const response = await send(`${telegram.url}/bot${telegram.token}/SENDmessage`);
  const { ok, result } = await response.json();
  assert.deepEqual([response.status, ok, result.text], [200, true, "hello"]);
  const [call] = await telegram.control.calls();
  assert.deepEqual([call?.method, call?.chatId, call?.status], ["sendMessage", USER, 200]);
});

interface BadToken {
  readonly name: string;
  readonly token: string;
  readonly status: number;
  readonly description: string;
}

Deno.test.each<BadToken>([
  { name: "an unknown token", token: "1:unknown", status: 401, description: "Unauthorized" },
  { name: "a token without a number", token: "nonsense", status: 404, description: "Not Found" },
])("the Bot API refuses $name", async ({ token, status, description }) => {
  await using telegram = await openLocalTelegram();
  const response = await fetch(`${telegram.url}/bot${token}/getMe`);
  assert.equal(response.status, status);
  assert.deepEqual(await response.json(), { ok: false, error_code: status, description });
});

Deno.test("getFile() gives a link to the same bytes, until the link expires", async () => {
  await using telegram = await openLocalTelegram();
  const api = apiOf(telegram);
  const picture = png(900, 700, 5);
  await telegram.control.sendText(USER, "/start");
  const { photo } = await api.sendPhoto(USER, new InputFile(picture, "a.png"));
  const download = async () => {
    const { file_path } = await api.getFile(last(photo).file_id);
    return { path: file_path ?? "", url: `${telegram.url}/file/bot${telegram.token}/${file_path}` };
  };
  const { path, url } = await download();
  assert.deepEqual(await (await fetch(url)).bytes(), picture);
  await telegram.control.expireFilePath(path);
  assert.equal(await statusOf(url), 404);
  assert.equal(await statusOf((await download()).url), 200);
  await telegram.control.advanceClock(3_600_000);
  assert.equal(await statusOf(url), 404);
});

Deno.test("sendPhoto() shows 2 to 4 sizes, smallest first, and the same file for equal bytes", async () => {
  await using telegram = await openLocalTelegram();
  const api = apiOf(telegram);
  await telegram.control.sendText(USER, "/start");
  const send = (bytes: Uint8Array) => api.sendPhoto(USER, new InputFile(bytes, "a.png"));
  const { photo: large } = await send(png(1000, 500));
  assert.deepEqual(large.map(({ width, height }) => [width, height]), [
    [90, 45],
    [320, 160],
    [800, 400],
    [1000, 500],
  ]);
  assert.equal((await send(png(10, 10))).photo.length, 2);
  assert.deepEqual((await send(png(1000, 500))).photo, large);
});

Deno.test("a file has one unique id, and one file id for each bot", async () => {
  await using telegram = await openLocalTelegram();
  const other = { botId: (await telegram.control.addBot({ token: "5:b", username: "b_bot" })).id };
  await telegram.control.sendPhoto(USER, png());
  await telegram.control.sendPhoto(USER, png(), other);
  const mine = last((await telegram.control.transcript(USER)).messages).photo;
  const theirs = last((await telegram.control.transcript(USER, other)).messages).photo;
  assert.equal(mine?.fileUniqueId, theirs?.fileUniqueId);
  assert.notEqual(mine?.fileId, theirs?.fileId);
});

Deno.test("killFileId() leaves the picture in the chat, and the same bytes get a new id that works", async () => {
  await using telegram = await openLocalTelegram();
  const { control } = telegram;
  const api = apiOf(telegram);
  await control.sendPhoto(USER, png());
  const [before] = (await control.transcript(USER)).messages;
  await control.killFileId(before?.photo?.fileId ?? "", "dead");
  const { photo } = await api.sendPhoto(USER, new InputFile(png(), "a.png"));
  assert.notEqual(last(photo).file_id, before?.photo?.fileId);
  await api.sendPhoto(USER, last(photo).file_id);
  assert.deepEqual(await control.fileBytes(before?.photo?.fileUniqueId ?? ""), png());
});

Deno.test("sendPhoto() fetches an address on this machine", async () => {
  await using telegram = await openLocalTelegram();
  const api = apiOf(telegram);
  await telegram.control.sendText(USER, "/start");
  const pictures = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) =>
      new URL(request.url).pathname === "/a.png"
        ? new Response(png(), { headers: { "content-type": "image/png" } })
        : new Response("<p>no picture</p>", { headers: { "content-type": "text/html" } }),
  );
  const root = `http://127.0.0.1:${pictures.addr.port}`;
  const { photo } = await api.sendPhoto(USER, `${root}/a.png`);
  assert.deepEqual(await telegram.control.fileBytes(last(photo).file_unique_id), png());
  await assert.rejects(api.sendPhoto(USER, `${root}/page`), /wrong type of the web page content/);
  const calls = await telegram.control.calls({ method: "sendPhoto" });
  assert.deepEqual(calls.map((call) => call.media), ["url", "url"]);
  await pictures.shutdown();
});

interface Logged {
  readonly name: string;
  readonly call: (api: Api, fileId: string) => Promise<unknown>;
  readonly media: string;
  readonly uploads: boolean;
}

Deno.test.each<Logged>([
  { name: "a text", call: (api) => api.sendMessage(USER, "x"), media: "none", uploads: false },
  {
    name: "a file id",
    call: (api, id) =>
      api.sendMediaGroup(USER, [id, id].map((media) => ({ type: "photo", media }))),
    media: "file_id",
    uploads: false,
  },
  {
    name: "an upload",
    call: (api) => api.sendPhoto(USER, new InputFile(png(), "a.png"), { caption: "c" }),
    media: "upload",
    uploads: true,
  },
])("the call log shows the media of $name", async ({ call, media, uploads }) => {
  await using telegram = await openLocalTelegram();
  await telegram.control.sendPhoto(USER, png());
  const [message] = (await telegram.control.transcript(USER)).messages;
  await call(apiOf(telegram), message?.photo?.fileId ?? "");
  const logged = last(await telegram.control.calls());
  assert.equal(logged.media, media);
  assert.equal(logged.uploadedBytes, uploads ? png().length : 0);
  assert.ok(!JSON.stringify(logged.payload).includes("PNG"));
});

async function statusOf(url: string): Promise<number> {
  const response = await fetch(url);
  await response.body?.cancel();
  return response.status;
}
