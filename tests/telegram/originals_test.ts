import assert from "node:assert/strict";
import { Api } from "grammy";
import { openLocalTelegram } from "@vitrine/local-telegram";
import { createFetchOriginal } from "../../src/telegram/mod.ts";
import { OriginalUnavailable } from "../../src/telegram/errors.ts";
import { smallPhoto } from "../../devkit/testing/bot.ts";

const USER = 42;

async function openParts() {
  const telegram = await openLocalTelegram();
  const { control } = telegram;
  const host = { apiRoot: telegram.url, token: telegram.token };
  const api = new Api(host.token, { apiRoot: host.apiRoot });
  const bytes = await smallPhoto();
  return {
    control,
    api,
    token: host.token,
    bytes,
    fetchOriginal: createFetchOriginal(api, host),
    /** The id of a file that a user has sent. */
    send: async (declaredSizeBytes?: number) => {
      const declared = declaredSizeBytes === undefined ? {} : { declaredSizeBytes };
      const file = { fileName: "a.jpg", mimeType: "image/jpeg", ...declared };
      await control.sendDocument(USER, bytes, file);
      const { messages } = await control.transcript(USER);
      return messages.at(-1)!.file!.fileId;
    },
    [Symbol.asyncDispose]: () => telegram[Symbol.asyncDispose](),
  };
}

Deno.test("createFetchOriginal() downloads exactly the bytes that were sent", async () => {
  await using parts = await openParts();
  const original = await parts.fetchOriginal(await parts.send());
  assert.deepEqual(original, { bytes: parts.bytes });
});

Deno.test("createFetchOriginal() refuses a file that can never be downloaded", async () => {
  await using parts = await openParts();
  const large = await parts.send(21 * 1024 * 1024);
  assert.deepEqual(await parts.fetchOriginal(large), { refused: "file_too_big" });
  const dead = await parts.send();
  await parts.control.killFileId(dead, "dead");
  assert.deepEqual(await parts.fetchOriginal(dead), { refused: "file_gone" });
});

Deno.test("createFetchOriginal() throws when another attempt may succeed", async () => {
  await using parts = await openParts();
  const fileId = await parts.send();
  await parts.control.injectFault({
    method: "getFile",
    code: 400,
    description: "Bad Request: wrong file_id or the file is temporarily unavailable",
  });
  await assert.rejects(parts.fetchOriginal(fileId), /temporarily unavailable/);
  await parts.control.injectFault({ method: "getFile", htmlBody: "<html></html>" });
  await assert.rejects(parts.fetchOriginal(fileId));
  assert.deepEqual(await parts.fetchOriginal(fileId), { bytes: parts.bytes });
});

/** A file server, with the API of the local Telegram. */
async function openFileServer(parts: Awaited<ReturnType<typeof openParts>>, file: () => Response) {
  const listening = Promise.withResolvers<number>();
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: ({ port }) => listening.resolve(port) },
    file,
  );
  const host = { apiRoot: `http://127.0.0.1:${await listening.promise}`, token: parts.token };
  return {
    fetchOriginal: createFetchOriginal(parts.api, host),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("createFetchOriginal() reads no more than 20 MiB, whatever was declared", async () => {
  await using parts = await openParts();
  const chunk = new Uint8Array(1024 * 1024);
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(chunk) });
  await using server = await openFileServer(parts, () => new Response(endless));
  const fileId = await parts.send();
  assert.deepEqual(await server.fetchOriginal(fileId), { refused: "file_too_big" });
});

Deno.test("createFetchOriginal() asks once more for an address that has expired", async () => {
  await using parts = await openParts();
  const answers = [404, 200, 404, 404].map((status) => () => new Response("bytes", { status }));
  await using server = await openFileServer(parts, () => answers.shift()!());
  const fileId = await parts.send();
  const bytes = new TextEncoder().encode("bytes");
  assert.deepEqual(await server.fetchOriginal(fileId), { bytes });
  await assert.rejects(server.fetchOriginal(fileId), OriginalUnavailable);
  assert.deepEqual(answers, []);
});

Deno.test("createFetchOriginal() takes an answer without a body for an empty file", async () => {
  await using parts = await openParts();
  await using server = await openFileServer(parts, () => new Response(null, { status: 204 }));
  const original = await server.fetchOriginal(await parts.send());
  assert.deepEqual(original, { bytes: new Uint8Array() });
});

Deno.test("createFetchOriginal() does not name the token in its errors", async () => {
  await using parts = await openParts();
  const fileId = await parts.send();
  const host = { apiRoot: "http://127.0.0.1:9", token: parts.token };
  const fetchOriginal = createFetchOriginal(parts.api, host);
  await assert.rejects(fetchOriginal(fileId), (error) => {
    assert.ok(error instanceof OriginalUnavailable);
    assert.ok(!Deno.inspect(error).includes(parts.token));
    return true;
  });
});
