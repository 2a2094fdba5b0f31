import assert from "node:assert/strict";
import { openLocalTelegram } from "../src/mod.ts";

const page = {
  panels: [{
    id: "one",
    title: "One",
    actions: [
      { id: "greet", label: "Greet", run: () => Promise.resolve("Hello") },
      { id: "fail", label: "Fail", run: () => Promise.reject(new Error("It is broken")) },
    ],
  }],
};

/** Reads the stream of entries until it has so many. Returns their titles, the last id, and how often it began anew. */
async function read(url: string, count: number, lastId?: string) {
  const leaving = new AbortController();
  const headers = lastId === undefined ? {} : { "last-event-id": lastId };
  const response = await fetch(`${url}/control/panels/events`, { headers, signal: leaving.signal });
  let text = "";
  const titles = () =>
    [...text.matchAll(/^data: (\{.*)$/gm)].map(([, json]) =>
      JSON.parse(json!).entry.title as string
    );
  for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (titles().length >= count) break;
  }
  const id = [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1];
  return { titles: titles(), id, begins: text.includes("event: begin") };
}

Deno.test("the stream of a panel gives each reader every entry after the last one it has seen", async () => {
  await using telegram = await openLocalTelegram({ page });
  const { url, panels } = telegram;
  for (const title of ["a", "b"]) panels.show("one", { title });
  const first = await read(url, 2);
  assert.deepEqual([first.titles, first.begins], [["a", "b"], true]);
  for (const title of ["c", "d"]) panels.show("one", { title });
  const again = await read(url, 2, first.id);
  assert.deepEqual([again.titles, again.begins], [["c", "d"], false]);
  const stranger = await read(url, 4, "another-2");
  assert.deepEqual([stranger.titles, stranger.begins], [["a", "b", "c", "d"], true]);
});

Deno.test("an action of a panel tells what it did, or why it failed", async () => {
  await using telegram = await openLocalTelegram({ page });
  const press = async (path: string, headers: HeadersInit = {}) => {
    const response = await fetch(`${telegram.url}/control/panels/${path}`, {
      method: "POST",
      headers,
    });
    return { status: response.status, text: await response.text() };
  };
  assert.deepEqual(await press("one/greet"), { status: 200, text: `{"say":"Hello"}` });
  const failed = await press("one/fail");
  assert.equal(failed.status, 400);
  assert.match(failed.text, /It is broken/);
  assert.equal((await press("one/other")).status, 400);
  assert.equal((await press("one/greet", { origin: "http://evil.example" })).status, 403);
});

Deno.test("the chat page has a strict policy, and less than 150 kB", async () => {
  await using telegram = await openLocalTelegram();
  const get = async (path: string) => {
    const response = await fetch(`${telegram.url}/${path}`);
    return { policy: response.headers.get("content-security-policy"), text: await response.text() };
  };
  const index = await get("");
  assert.match(index.policy ?? "", /^default-src 'none'; script-src 'self'; style-src 'self';/);
  assert.doesNotMatch(index.policy ?? "", /unsafe|\*/);
  const seen = new Set<string>();
  let sizeBytes = 0;
  const visit = async (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    const { text } = await get(path);
    sizeBytes += text.length;
    for (const [, named] of text.matchAll(/(?:from "\.\/|href="|src=")([\w]+\.(?:js|css))"/g)) {
      await visit(named!);
    }
  };
  await visit("");
  assert.ok(seen.size > 15, `${[...seen]}`);
  assert.ok(sizeBytes < 150_000, `${sizeBytes} bytes`);
});
