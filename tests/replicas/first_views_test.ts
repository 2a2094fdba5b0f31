import assert from "node:assert/strict";
import { createPerson, type MessageView, type Person } from "@vitrine/local-telegram";
import { picturesInOrder, viewOf } from "../../src/domain/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { en } from "../../src/telegram/locales/en.ts";
import { confirmAs, offerAlbumAs } from "../../devkit/world/sale.ts";
import { markedPhoto, readMarker, type Shown } from "../../devkit/world/marker.ts";
import { logged } from "../../devkit/world/shop_process.ts";
import { longTest } from "../../devkit/testing/sample.ts";
import { openReplicas, type Replicas } from "../../devkit/testing/replicas.ts";
import { untilQuiet } from "../../devkit/replicas/audit.ts";

const MARKERS = [1, 2, 3, 4, 5];

/** Sells a product of five pictures, of which Telegram knows no id when they are stored. */
async function sellFive(replicas: Replicas, seller: Person): Promise<string> {
  const { world: { db, telegram: { control } } } = replicas;
  const photos = await Promise.all(MARKERS.map(markedPhoto));
  const preview = await offerAlbumAs(seller, { photos, title: "Lamp" }, control);
  const productId = await confirmAs(seller, preview);
  await untilQuiet(replicas);
  const state = await loadImages(db, productId);
  for (const picture of picturesInOrder(state)) {
    const { stored, fileIds = [] } = viewOf(state, picture).images.cover;
    assert.ok(stored);
    for (const { fileId } of fileIds) await control.killFileId(fileId, "dead");
  }
  return productId;
}

/** Turns through pictures of a product, from one place to another. Returns the last message. */
async function turn(buyer: Person, card: MessageView, times: number): Promise<MessageView[]> {
  const seen = [card];
  while (seen.length <= times) seen.push(await buyer.press(seen.at(-1)!, en.button.next));
  return seen;
}

longTest(
  "the first views of five pictures upload each once, over two processes and a kill; later ones none",
  async () => {
    await using replicas = await openReplicas(2);
    const { world: { telegram: { control } }, lives } = replicas;
    const user = (id: number) => ({ id, firstName: `User ${id}`, languageCode: "en" });
    const person = (id: number) => createPerson(control, user(id), { inTurn: true });
    const [seller, buyer, other] = [await person(101), await person(102), await person(103)];
    const productId = await sellFive(replicas, seller);
    const uploads = async () =>
      (await control.calls()).filter(({ uploadedBytes, status }) =>
        uploadedBytes > 0 && status === 200
      ).length;
    const shownBy = async ({ photo }: MessageView): Promise<Shown | undefined> =>
      await readMarker(await control.fileBytes(photo!.fileUniqueId));
    const before = await uploads();

    const first = await turn(buyer, await buyer.say(`/start ${productId}`), 2);
    await control.waitForIdle();
    await replicas.kill(0);
    const rest = await turn(buyer, first.at(-1)!, 2);
    await control.waitForIdle();
    assert.equal(await uploads() - before, MARKERS.length, "each once");
    await replicas.start(0);
    const again = await turn(other, await other.say(`/start ${productId}`), 4);
    assert.equal(await uploads() - before, MARKERS.length, "none any more");
    const seen = [...first, ...rest.slice(1), ...again];
    assert.deepEqual(await Promise.all(seen.map(shownBy)), [...MARKERS, ...MARKERS]);
    const showing = lives.filter(({ log }) => log.some(logged("picture_shown", { productId })));
    assert.ok(showing.length >= 2, `${showing.length} processes have shown it`);
  },
);
