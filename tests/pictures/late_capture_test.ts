import assert from "node:assert/strict";
import { byImage } from "../../src/domain/mod.ts";
import { drawPlaceholder } from "../../src/imaging/placeholder/draw_placeholder.ts";
import { createDelivery, createRecentIds, type PictureSender } from "../../src/pictures/mod.ts";
import { until } from "../../devkit/testing/until.ts";

const url = "https://cdn.example/products/TBF-1/cover.jpg";
const product = {
  productId: "TBF-1",
  title: "Lamp",
  images: byImage(() => ({ url, fileId: null })),
};

/** Views of one process. Telegram gives the id `AgAC1` to what they upload; `tell` tells the log of an id. */
function openViews(tell: () => Promise<void>) {
  const shown: string[] = [];
  const sent = (how: string) => {
    shown.push(how);
    return Promise.resolve({ messageId: 1, fileId: "AgAC1", fileUniqueId: "u" });
  };
  const sender: PictureSender = { byReference: sent, upload: () => sent("uploaded") };
  const deliver = createDelivery({
    fileIds: { saveTelegramFileId: () => tell().then(() => ({ refused: "not_current" })) },
    healFileId: () => Promise.resolve(),
    recent: createRecentIds(),
    find: () => Promise.resolve({ rung: "disk", bytes: new Uint8Array(1), sha256: "a" }),
    drawPlaceholder,
    count: () => {},
  });
  return { shown, view: () => deliver({ product, imageType: "cover", sender }) };
}

Deno.test("while one view tells the log of a new id, another sends it and tells nothing", async () => {
  const [told, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let times = 0;
  const { shown, view } = openViews(async () => {
    times++;
    told.resolve();
    await done.promise;
  });
  const first = view();
  await told.promise;
  const second = view();
  await until("the second view is answered", () => shown.length === 2);
  done.resolve();
  await Promise.all([first, second]);
  assert.deepEqual(shown, ["uploaded", "AgAC1"]);
  assert.equal(times, 1);
});

Deno.test("an id that the log could not be told of is told by the next view, once", async () => {
  let times = 0;
  const { shown, view } = openViews(() =>
    ++times === 1 ? Promise.reject(new Error("PostgreSQL is away")) : Promise.resolve()
  );
  for (const _ of [1, 2, 3]) await view();
  assert.deepEqual(shown, ["uploaded", "AgAC1", "AgAC1"]);
  assert.equal(times, 2);
});
