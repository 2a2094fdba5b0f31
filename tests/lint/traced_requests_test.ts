import assert from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url);

/** What sends a request by HTTP: without `tracedRequest`, Deno would write its whole address into a trace. */
const SENDS =
  /(?<![.\w#])fetch\(|from "(?:node:https?|node:http2|undici|ws)"|new WebSocket\(|new (?:Api|Bot)[<(]/;
const TRACED = /\b(?:tracedRequest|traceCalls)\(/;

/** They ask their own machine, without a secret. */
const ALLOWED = ["scripts/health.ts", "src/embedded/serving.ts"];
/** It only answers. */
const SERVER = "src/http/";

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    if (`${folder}${name}/` === SERVER) continue;
    if (isDirectory) yield* sources(`${folder}${name}/`);
    else if (/\.tsx?$/.test(name)) yield `${folder}${name}`;
  }
}

Deno.test("whatever sends a request by HTTP keeps its address out of traces", async () => {
  const careless: string[] = [];
  for (const folder of ["src/", "scripts/"]) {
    for await (const path of sources(folder)) {
      const text = await Deno.readTextFile(new URL(path, ROOT));
      if (SENDS.test(text) && !TRACED.test(text)) careless.push(path);
    }
  }
  assert.deepEqual(careless.sort(), ALLOWED);
});
