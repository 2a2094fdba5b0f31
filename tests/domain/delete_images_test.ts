import assert from "node:assert/strict";
import {
  decide,
  evolve,
  type ImageCommand,
  type ImageEvent,
  initialState,
} from "../../src/domain/mod.ts";
import {
  captured,
  deleted,
  deletedAll,
  invalidated,
  lost,
  refusedId,
  storedImage,
  storedImages,
  uploaded,
} from "../../devkit/testing/images.ts";

const stateAfter = (events: readonly ImageEvent[]) => events.reduce(evolve, initialState);
const deletion = deletedAll();

Deno.test.each<{ name: string; given: ImageEvent[] }>([
  { name: "a stored picture", given: [uploaded("a"), uploaded("b", "thumb")] },
  { name: "a picture that waits to be stored", given: [captured("AgAC1")] },
  { name: "a legacy row of which no event speaks", given: [] },
  { name: "a picture that was given up", given: [uploaded("a"), lost()] },
])("decide() ends every picture of a deleted product that had $name", ({ given }) => {
  assert.deepEqual(decide({ type: "DeleteImages" }, stateAfter(given)), { events: deletion });
  const state = stateAfter([...given, ...deletion]);
  assert.equal(state.deleted, true);
  for (const image of Object.values(state.images)) {
    assert.deepEqual([image.stored, image.fileIds], [null, []]);
  }
  assert.deepEqual(decide({ type: "DeleteImages" }, state), { events: [] }, "once");
});

const images = storedImages("a");

/** A command of each type that a product without pictures accepts, or one that was sent before the deletion. */
const LATE: Record<Exclude<ImageCommand["type"], "DeleteImages">, ImageCommand> = {
  RenewImage: {
    type: "RenewImage",
    imageType: "cover",
    generation: 0,
    replaces: undefined,
    image: storedImage("c"),
  },
  CaptureFileId: {
    type: "CaptureFileId",
    imageType: "cover",
    captured: { botId: 1, fileId: "AgAC1" },
  },
  StoreImages: { type: "StoreImages", generation: 1, images },
  MigrateImages: { type: "MigrateImages", images },
  ReplaceImages: { type: "ReplaceImages", reason: "replaced", photo: undefined },
  InvalidateFileId: {
    type: "InvalidateFileId",
    imageType: "cover",
    botId: 1,
    fileId: "AgAC1",
    reason: "dead",
  },
  RepairImage: {
    type: "RepairImage",
    imageType: "cover",
    lostSha256: "a".repeat(64),
    image: storedImage("c"),
  },
  GiveUpImage: {
    type: "GiveUpImage",
    imageType: "cover",
    lostSha256: "a".repeat(64),
    reason: "lost",
  },
  AdoptImages: { type: "AdoptImages", generation: 0, images },
  AddPicture: { type: "AddPicture", photo: { botId: 1, fileId: "AgAC2" } },
  RemovePicture: { type: "RemovePicture", picture: 1 },
  PutPictureFirst: { type: "PutPictureFirst", picture: 1 },
};

Deno.test.each(Object.values(LATE).map((command) => ({ name: command.type, command })))(
  "decide() refuses $name of a deleted product",
  ({ command }) => {
    assert.deepEqual(decide(command, stateAfter(deletion)), { refused: "deleted" });
  },
);

Deno.test.each<{ name: string; event: ImageEvent; deleted: true | undefined }>([
  { name: "ImageDeleted", event: deleted("thumb"), deleted: true },
  { name: "a replaced picture", event: invalidated(), deleted: undefined },
  { name: "a lost picture", event: lost(), deleted: undefined },
  { name: "a refused file id", event: refusedId("AgAC1"), deleted: undefined },
])("evolve() recognises $name", ({ event, deleted }) => {
  assert.equal(stateAfter([uploaded("a"), event]).deleted, deleted);
});
