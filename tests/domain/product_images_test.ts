import assert from "node:assert/strict";
import fc from "fast-check";
import {
  byColumn,
  columnsOf,
  decide,
  evolve,
  IMAGE_TYPES,
  type ImageCommand,
  initialState,
} from "../../src/domain/mod.ts";
import {
  anyEvent,
  captured,
  invalidated,
  storedImages,
  uploaded,
} from "../../devkit/testing/images.ts";

const target = { botId: 1, publicUrl: "https://cdn.example" };

Deno.test("evolve() takes any events in any order and counts them", () => {
  fc.assert(fc.property(fc.array(anyEvent), (events) => {
    assert.equal(events.reduce(evolve, initialState).version, events.length);
  }));
});

Deno.test("evolve() changes no column when an event is repeated", () => {
  fc.assert(fc.property(fc.array(anyEvent), anyEvent, (events, event) => {
    const once = [...events, event].reduce(evolve, initialState);
    assert.deepEqual(columnsOf(evolve(once, event), target), columnsOf(once, target));
  }));
});

const anyCommand: fc.Arbitrary<ImageCommand> = fc.oneof(
  fc.record({
    type: fc.constant("CaptureFileId" as const),
    imageType: fc.constantFrom(...IMAGE_TYPES),
    captured: fc.record({ botId: fc.constant(1), fileId: fc.constantFrom("AgAC1", "AgAC2") }),
  }),
  fc.record({
    type: fc.constant("StoreImages" as const),
    generation: fc.nat(2),
    images: fc.constant(storedImages("a")),
  }),
  fc.record({
    type: fc.constant("InvalidateFileId" as const),
    imageType: fc.constantFrom(...IMAGE_TYPES),
    botId: fc.constant(1),
    fileId: fc.constantFrom("AgAC1", "AgAC2"),
    reason: fc.constant("dead"),
  }),
);

Deno.test("decide() returns no events when its own events are already applied", () => {
  fc.assert(fc.property(fc.array(anyEvent), anyCommand, (history, command) => {
    const before = history.reduce(evolve, initialState);
    const decision = decide(command, before);
    if ("refused" in decision) return;
    const again = decide(command, decision.events.reduce(evolve, before));
    assert.deepEqual(again, { events: [] });
  }));
});

Deno.test("columnsOf() says nothing of a column without an event", () => {
  const unspoken = byColumn(() => undefined);
  assert.deepEqual(columnsOf(evolve(initialState, captured("AgAC1")), target), {
    ...unspoken,
    telegram_cover_file_id: "AgAC1",
  });
});

Deno.test("columnsOf() shows no id of another bot", () => {
  const state = evolve(initialState, captured("AgAC1", { botId: 2 }));
  assert.equal(columnsOf(state, target).telegram_cover_file_id, null);
});

Deno.test("columnsOf() empties both columns of a picture that was removed", () => {
  const state = [uploaded("a"), captured("AgAC1"), invalidated()].reduce(evolve, initialState);
  const columns = columnsOf(state, target);
  assert.equal(columns.cover_image_url, null);
  assert.equal(columns.telegram_cover_file_id, null);
});
