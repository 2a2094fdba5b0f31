import assert from "node:assert/strict";
import fc from "fast-check";
import {
  columnsOf,
  decide,
  evolve,
  type ImageCommand,
  type ImageEvent,
  initialState,
  picturesColumnOf,
  type ProductImages,
} from "../../src/domain/mod.ts";
import { MAX_PICTURES, picturesInOrder } from "../../src/domain/several_pictures.ts";
import { checkDecision, type DecisionCase, sha256Of } from "../../devkit/testing/decisions.ts";
import {
  captured,
  deletedAll,
  invalidatedAll,
  ofPicture,
  puttingFirst,
  removed,
  storedImage,
  storedImages,
  uploaded,
  uploadedAll,
} from "../../devkit/testing/images.ts";

const add = (n: number): ImageCommand => ({
  type: "AddPicture",
  photo: { botId: 1, fileId: `AgAC${n}`, fileUniqueId: `AQAD${n}` },
});
const added = (n: number) => ofPicture(n, captured(`AgAC${n}`, { fileUniqueId: `AQAD${n}` }));
const all = (picture: number, events: readonly ImageEvent[]) =>
  events.map((event) => ofPicture(picture, event));
const gone = (picture: number) => [removed(picture), removed(picture, "thumb")];
const first = (picture: number) => [puttingFirst(picture), puttingFirst(picture, "thumb")];
const remove = (picture: number): ImageCommand => ({ type: "RemovePicture", picture });
const putFirst = (picture: number): ImageCommand => ({ type: "PutPictureFirst", picture });
const three = [added(1), added(2), added(3)];
const numbers = Array.from({ length: MAX_PICTURES }, (_, n) => n + 1);

Deno.test.each<DecisionCase>([
  { name: "adds a second picture", given: [added(1)], when: add(2), then: [added(2)] },
  {
    name: "adds no picture to a product whose first one the log does not know",
    given: [],
    when: add(2),
    then: "no_first_picture",
  },
  {
    name: "adds no picture to a product whose only one is lost",
    given: [added(1), ...invalidatedAll()],
    when: add(2),
    then: "no_first_picture",
  },
  { name: "adds no picture twice", given: three, when: add(2), then: "same_picture" },
  {
    name: "adds a picture again that was removed, under a new number",
    given: [...three, ...gone(3)],
    when: add(3),
    then: [{ ...added(3), picture: 4 }],
  },
  {
    name: "adds no eleventh picture",
    given: numbers.map(added),
    when: add(11),
    then: "too_many",
  },
  {
    name: "adds an eleventh picture when one was removed",
    given: [...numbers.map(added), ...gone(4)],
    when: add(11),
    then: [added(11)],
  },
  { name: "removes a picture", given: three, when: remove(2), then: gone(2) },
  {
    name: "puts the next one first when the first is removed",
    given: three,
    when: remove(1),
    then: [...gone(1), ...first(2)],
  },
  {
    name: "removes no picture twice",
    given: [...three, ...gone(2)],
    when: remove(2),
    then: [],
  },
  { name: "keeps the last picture", given: [added(1)], when: remove(1), then: "last_picture" },
  {
    name: "keeps the last picture, whatever its number",
    given: [added(1), added(2), ...gone(1), ...first(2)],
    when: remove(2),
    then: "last_picture",
  },
  { name: "puts a picture first", given: three, when: putFirst(3), then: first(3) },
  { name: "leaves the first picture first", given: three, when: putFirst(1), then: [] },
  {
    name: "puts the one first again that was first before",
    given: [...three, ...first(3)],
    when: putFirst(1),
    then: first(1),
  },
  {
    name: "puts no picture first that is not there",
    given: three,
    when: putFirst(4),
    then: "removed",
  },
  {
    name: "stores a further picture, and captures its seller's id again",
    given: three,
    when: { type: "StoreImages", picture: 2, generation: 0, images: storedImages("a") },
    then: [...all(2, uploadedAll("a")), added(2)],
  },
  {
    name: "stores no picture that was removed while it was uploaded",
    given: [...three, ...gone(2)],
    when: { type: "StoreImages", picture: 2, generation: 0, images: storedImages("a") },
    then: "removed",
  },
  {
    name: "replaces a further picture, and no other",
    given: three,
    when: {
      type: "ReplaceImages",
      picture: 3,
      reason: "replaced",
      photo: { botId: 1, fileId: "AgAC9" },
    },
    then: all(3, [...invalidatedAll(), captured("AgAC9")]),
  },
  {
    name: "captures no id of the bytes of another picture",
    given: [...three, ofPicture(2, uploaded("a")), ofPicture(3, uploaded("b"))],
    when: {
      type: "CaptureFileId",
      picture: 3,
      imageType: "cover",
      captured: { botId: 1, fileId: "AgAC9", sha256: sha256Of("a") },
    },
    then: "not_current",
  },
  {
    name: "ends the id of one picture",
    given: three,
    when: {
      type: "InvalidateFileId",
      picture: 2,
      imageType: "cover",
      botId: 1,
      fileId: "AgAC3",
      reason: "dead",
    },
    then: [],
  },
  {
    name: "repairs one picture",
    given: [...three, ofPicture(2, uploaded("a"))],
    when: {
      type: "RepairImage",
      picture: 2,
      imageType: "cover",
      lostSha256: sha256Of("a"),
      image: storedImage("b"),
    },
    then: [ofPicture(2, uploaded("b"))],
  },
  {
    name: "adds a picture of a legacy row, also before those with lower numbers",
    given: uploadedAll("a"),
    when: { type: "MigrateImages", picture: 3, images: storedImages("c") },
    then: all(3, uploadedAll("c")),
  },
  {
    name: "adds no picture of a legacy row twice",
    given: [...uploadedAll("a"), ...all(3, uploadedAll("c"))],
    when: { type: "MigrateImages", picture: 3, images: storedImages("c") },
    then: [],
  },
  {
    name: "takes another picture of a legacy row in the place of the one that it brought",
    given: [...uploadedAll("a"), ...all(2, uploadedAll("c"))],
    when: {
      type: "MigrateImages",
      picture: 2,
      images: storedImages("e"),
      replacing: { cover: sha256Of("c"), thumb: sha256Of("d") },
    },
    then: all(2, uploadedAll("e")),
  },
  {
    name: "adds no picture of a legacy row that its seller has removed",
    given: [...uploadedAll("a"), ...all(2, uploadedAll("c")), ...gone(2)],
    when: { type: "MigrateImages", picture: 2, images: storedImages("c") },
    then: "removed",
  },
  {
    name: "leaves the picture that its seller added under the number of one of a legacy row",
    given: [...uploadedAll("a"), added(2)],
    when: { type: "MigrateImages", picture: 2, images: storedImages("c") },
    then: "superseded",
  },
  {
    name: "adds no eleventh picture of a legacy row",
    given: numbers.map(added),
    when: { type: "MigrateImages", picture: 11, images: storedImages("c") },
    then: "too_many",
  },
  {
    name: "gives an orphaned cover to the first picture, when all are lost",
    given: [...three, ...first(3), ...numbers.slice(0, 3).flatMap((n) => all(n, invalidatedAll()))],
    when: { type: "AdoptImages", picture: 3, generation: 1, images: storedImages("a") },
    then: all(3, uploadedAll("a")),
  },
  {
    name: "deletes every picture that is there",
    given: [...three, ...gone(2)],
    when: { type: "DeleteImages" },
    then: [...deletedAll(), ...all(3, deletedAll())],
  },
])("decide() $name", checkDecision);

Deno.test("the first picture is the one of the columns, and the others keep their order", () => {
  const target = { botId: 1, publicUrl: "https://cdn.example" };
  const steps: [ImageEvent[], number[]][] = [
    [three, [1, 2, 3]],
    [first(3), [3, 1, 2]],
    [first(2), [2, 3, 1]],
    [[...gone(2), ...first(3)], [3, 1]],
    [[added(4)], [3, 1, 4]],
  ];
  let state: ProductImages = initialState;
  for (const [events, order] of steps) {
    state = events.reduce(evolve, state);
    assert.deepEqual(picturesInOrder(state), order);
    assert.equal(columnsOf(state, target).telegram_cover_file_id, `AgAC${order[0]}`);
    const pictures = picturesColumnOf(state, target)?.map((each) => each.telegram_cover_file_id);
    assert.deepEqual(pictures, order.map((picture) => `AgAC${picture}`));
  }
});

Deno.test("the columns hold nothing of the picture that was first before", () => {
  const target = { botId: 1, publicUrl: "https://cdn.example" };
  const state = [...uploadedAll("a"), added(2), ...first(2)].reduce(evolve, initialState);
  assert.deepEqual(columnsOf(state, target), {
    cover_image_url: null,
    thumbnail_url: null,
    telegram_cover_file_id: "AgAC2",
    telegram_thumb_file_id: null,
  });
});

const anyCommand: fc.Arbitrary<ImageCommand> = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 30 }).map(add), weight: 3 },
  fc.integer({ min: 1, max: 12 }).map(remove),
  fc.integer({ min: 1, max: 12 }).map(putFirst),
);

Deno.test("decide() keeps 1 to 10 pictures, gives no number twice, and moves only the one that is meant", () => {
  fc.assert(fc.property(fc.array(anyCommand, { maxLength: 40 }), (commands) => {
    let state = evolve(initialState, added(1));
    let given = 1;
    for (const command of commands) {
      const before = picturesInOrder(state);
      const decision = decide(command, state);
      if ("refused" in decision) continue;
      state = decision.events.reduce(evolve, state);
      const after = picturesInOrder(state);
      assert.ok(after.length >= 1 && after.length <= MAX_PICTURES);
      if (command.type === "AddPicture") {
        assert.deepEqual(after, [...before, ++given]);
        continue;
      }
      const { picture } = command as Extract<ImageCommand, { picture: number }>;
      const others = before.filter((each) => each !== picture);
      assert.deepEqual(after, command.type === "RemovePicture" ? others : [picture, ...others]);
    }
  }));
});
