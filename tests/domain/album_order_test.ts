import assert from "node:assert/strict";
import fc from "fast-check";
import { decide, evolve, initialState, type ProductImages } from "../../src/domain/mod.ts";
import { picturesInOrder } from "../../src/domain/several_pictures.ts";
import { checkDecision, type DecisionCase } from "../../devkit/testing/decisions.ts";
import { captured, ofPicture, puttingFirst, removed } from "../../devkit/testing/images.ts";

const added = (n: number) => ofPicture(n, captured(`AgAC${n}`, { fileUniqueId: `AQAD${n}` }));
const first = (picture: number) => [puttingFirst(picture), puttingFirst(picture, "thumb")];
/** Adds picture 3 as the message `turn` of an album. `others`: the messages of the pictures that are there. */
const addThird = (turn: number, others: Readonly<Record<number, number>>) => ({
  type: "AddPicture",
  photo: { botId: 1, fileId: "AgAC3", fileUniqueId: "AQAD3" },
  album: {
    turn,
    others: Object.entries(others).map(([picture, turn]) => ({ picture: Number(picture), turn })),
  },
} as const);
const two = [added(1), added(2)];

Deno.test.each<DecisionCase>([
  {
    name: "adds a picture behind the others, in the order of the album",
    given: two,
    when: addThird(13, { 2: 12 }),
    then: [added(3)],
  },
  {
    name: "adds a picture before the one that comes after it in the album",
    given: two,
    when: addThird(11, { 2: 12 }),
    then: [added(3), ...first(3), ...first(1)],
  },
  {
    name: "adds a picture behind the one that comes before it in the album, wherever that is",
    given: [...two, ...first(2)],
    when: addThird(13, { 2: 12 }),
    then: [added(3), ...first(3), ...first(2)],
  },
  {
    name: "adds the first picture of an album that began the product as the first",
    given: two,
    when: addThird(11, { 1: 12, 2: 13 }),
    then: [added(3), ...first(3)],
  },
  {
    name: "leaves a picture first that its seller has put first",
    given: [...two, ...first(2)],
    when: addThird(11, { 2: 12 }),
    then: [added(3), ...first(3), ...first(2)],
  },
  {
    name: "adds a picture behind the others when those of its album were removed",
    given: [...two, removed(2), removed(2, "thumb")],
    when: addThird(11, { 2: 12 }),
    then: [added(3)],
  },
])("decide() $name", checkDecision);

function addAll(before: ProductImages, turns: readonly number[], there: readonly number[]) {
  const others = there.map((turn, index) => ({ picture: index + 1, turn }));
  let state = before;
  for (const turn of turns) {
    const photo = { botId: 1, fileId: `new ${turn}`, fileUniqueId: `new ${turn}` };
    const command = { type: "AddPicture", photo, album: { turn, others: [...others] } } as const;
    const decision = decide(command, state);
    assert.ok("events" in decision);
    others.push({ picture: decision.events[0]!.picture!, turn });
    state = decision.events.reduce(evolve, state);
  }
  return picturesInOrder(state).map((number) =>
    others.find(({ picture }) => picture === number)?.turn ?? number
  );
}

const anyAlbum = fc.shuffledSubarray([11, 12, 13, 14, 15, 16], { minLength: 1 });

Deno.test("decide() brings an album into its order, however its messages arrive", () => {
  fc.assert(fc.property(anyAlbum, fc.nat(5), fc.integer({ min: 1, max: 4 }), (turns, sold, own) => {
    // Behind pictures of the product.
    const before = Array.from({ length: own }, (_, n) => n + 1);
    const listed = before.map(added).reduce(evolve, initialState);
    assert.deepEqual(addAll(listed, turns, []), [...before, ...turns.toSorted()]);
    // After a sale of those that had come by then.
    const there = turns.slice(0, 1 + sold).toSorted();
    const ofSale = there.map((_, n) => added(n + 1)).reduce(evolve, initialState);
    assert.deepEqual(addAll(ofSale, turns.slice(1 + sold), there), turns.toSorted());
  }));
});
