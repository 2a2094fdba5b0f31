import assert from "node:assert/strict";
import { lockFolder, untilGuestsLeft } from "../../src/embedded/serving.ts";

/** Starts processes one after another until it gets a message. */
const STARTER = `
  let going = true;
  self.onmessage = () => { going = false; };
  do {
    await new Deno.Command(Deno.execPath(), { args: ["--version"], stdout: "null" }).spawn().status;
    self.postMessage("started");
  } while (going);
  self.postMessage("ended");
  self.close();
`;

Deno.test("a lock that was just given back is free, while processes are being started", async () => {
  const dir = await Deno.makeTempDir({ prefix: "vitrine-lock-" });
  const starter = new Worker(`data:text/javascript,${encodeURIComponent(STARTER)}`, {
    type: "module",
  });
  await nextMessage(starter);
  // For a moment, a new process has all files of this one open.
  for (let round = 0; round < 1000; round++) {
    const lock = await lockFolder(dir);
    assert.ok(lock !== undefined, `round ${round}`);
    lock[Symbol.dispose]();
    await untilGuestsLeft(dir, () => assert.fail(`round ${round}: no guest is left`));
  }
  starter.postMessage("end");
  while (await nextMessage(starter) !== "ended");
  await Deno.remove(dir, { recursive: true });
});

function nextMessage(worker: Worker): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  worker.addEventListener("message", ({ data }) => resolve(data), { once: true });
  return promise;
}
