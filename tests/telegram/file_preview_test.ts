import assert from "node:assert/strict";
import type { ImageRenderer } from "../../src/imaging/mod.ts";
import { createFilePreview } from "../../src/telegram/mod.ts";
import { until } from "../../devkit/testing/until.ts";

/** A renderer that waits for the test, and the number of originals in memory. */
function openHeld() {
  const gate = Promise.withResolvers<void>();
  let held = 0;
  let most = 0;
  const renderer: ImageRenderer = {
    render: async () => {
      await gate.promise;
      held--;
      return { refused: "corrupt" };
    },
  };
  const fetchOriginal = () => {
    most = Math.max(most, ++held);
    return Promise.resolve({ bytes: new Uint8Array(1) });
  };
  return {
    preview: createFilePreview({ fetchOriginal, renderer }),
    held: () => held,
    most: () => most,
    open: () => gate.resolve(),
  };
}

Deno.test("createFilePreview() holds at most two originals in memory, however many files wait", async () => {
  const { preview, held, most, open } = openHeld();
  const looks = Array.from({ length: 30 }, (_, n) => preview(`file-${n}`));
  assert.deepEqual(await Promise.all(looks.slice(22)), Array(8).fill({ refused: "busy" }));
  await until("two are downloaded", () => held() === 2);
  open();
  assert.deepEqual(await Promise.all(looks.slice(0, 22)), Array(22).fill({ refused: "corrupt" }));
  assert.equal(most(), 2);
  assert.deepEqual(await preview("one more"), { refused: "corrupt" }, "there is room again");
});

Deno.test("createFilePreview() accepts another file after a failed download", async () => {
  const renderer: ImageRenderer = { render: () => Promise.resolve({ refused: "corrupt" }) };
  let isAway = true;
  const fetchOriginal = () =>
    isAway ? Promise.reject(new Error("away")) : Promise.resolve({ refused: "file_gone" } as const);
  const preview = createFilePreview({ fetchOriginal, renderer });
  for (let n = 0; n < 30; n++) await assert.rejects(preview("file"), /away/);
  isAway = false;
  assert.deepEqual(await preview("file"), { refused: "file_gone" });
});
