import assert from "node:assert/strict";
import {
  changesPicture,
  evolve,
  type ImageEvent,
  initialState,
  project,
} from "../../src/domain/mod.ts";
import type { Projected } from "../../src/domain/events/event_type.ts";
import {
  captured,
  deleted,
  invalidated,
  lost,
  puttingFirst,
  refusedId,
  removed,
  storedImage,
  uploaded,
} from "../../devkit/testing/images.ts";

const remade: ImageEvent = {
  type: "ImageUploadedToB2",
  imageType: "cover",
  data: { ...storedImage("c"), origin: "repair" },
};

/** A cover that is stored, and that two bots may send. */
const given = [uploaded("a"), captured("AgAC1"), captured("AgAC2", { botId: 2 })];

interface Case {
  name: string;
  when: ImageEvent;
  /** What the projection reads of the event, whether it starts another picture, and the cover's state after it. */
  projected: Projected;
  changes: boolean;
  then: { key: string | null; fileIds: string[]; generation: number };
}

Deno.test.each<Case>([
  {
    name: "an upload of another picture",
    when: uploaded("b"),
    projected: { slot: "uploaded", value: "products/TBF-1/b.jpg" },
    changes: true,
    then: { key: "products/TBF-1/b.jpg", fileIds: [], generation: 0 },
  },
  {
    name: "a new upload of the same picture",
    when: remade,
    projected: { slot: "uploaded", value: "products/TBF-1/c.jpg" },
    changes: false,
    then: { key: "products/TBF-1/c.jpg", fileIds: [], generation: 0 },
  },
  {
    name: "another id of the same bot",
    when: captured("AgAC3"),
    projected: { slot: "captured", value: "AgAC3", botId: 1 },
    changes: false,
    then: { key: "products/TBF-1/a.jpg", fileIds: ["AgAC2", "AgAC3"], generation: 0 },
  },
  {
    name: "a refused id",
    when: refusedId("AgAC1"),
    projected: { slot: "telegram_invalidated", value: "AgAC1" },
    changes: false,
    then: { key: "products/TBF-1/a.jpg", fileIds: ["AgAC2"], generation: 0 },
  },
  {
    name: "a replaced picture",
    when: invalidated(),
    projected: { slot: "image_invalidated" },
    changes: true,
    then: { key: null, fileIds: [], generation: 1 },
  },
  {
    name: "a lost picture",
    when: lost(),
    projected: { slot: "image_invalidated" },
    changes: false,
    then: { key: null, fileIds: [], generation: 1 },
  },
  {
    name: "a deleted product",
    when: deleted(),
    projected: { slot: "image_invalidated", value: "removed" },
    changes: true,
    then: { key: null, fileIds: [], generation: 1 },
  },
  {
    name: "a picture that is put first",
    when: puttingFirst(1),
    projected: { slot: "put_first" },
    changes: false,
    then: { key: "products/TBF-1/a.jpg", fileIds: ["AgAC1", "AgAC2"], generation: 0 },
  },
  {
    name: "a removed picture",
    when: removed(1),
    projected: { slot: "image_invalidated", value: "removed" },
    changes: true,
    then: { key: null, fileIds: [], generation: 1 },
  },
])("evolve(), project() and changesPicture() of $name", ({ when, projected, changes, then }) => {
  const before = given.reduce(evolve, initialState);
  const { images, version } = evolve(before, when);
  assert.deepEqual(project(when), projected);
  assert.equal(changesPicture(when), changes);
  assert.equal(version, before.version + 1);
  const { stored, fileIds = [], generation } = images.cover;
  const ids = fileIds.map(({ fileId }) => fileId);
  assert.deepEqual({ key: stored?.key ?? null, fileIds: ids, generation }, then);
  assert.equal(images.thumb, before.images.thumb, "the other picture stays as it is");
});
