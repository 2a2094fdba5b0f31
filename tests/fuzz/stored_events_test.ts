import assert from "node:assert/strict";
import fc from "fast-check";
import {
  byImage,
  decide,
  EVENT_TYPES,
  evolve,
  IMAGE_TYPES,
  type ImageCommand,
  type ImageEvent,
  initialState,
  readEvent,
  SCHEMA_VERSION,
  writeEvent,
} from "../../src/domain/mod.ts";
import type { StoredEvent } from "../../src/domain/logged_event.ts";
import { anyEvent, storedImage } from "../../devkit/testing/images.ts";
import { fuzz, INPUTS } from "../../devkit/testing/fuzz.ts";

/** Reads an event, or returns the documented error. */
function read(stored: StoredEvent): ImageEvent | undefined {
  try {
    return readEvent(stored);
  } catch (error) {
    assert.ok(error instanceof TypeError || error instanceof RangeError, String(error));
    assert.match(error.message, /^Cannot read /);
    return undefined;
  }
}

const written = (event: ImageEvent): StoredEvent => JSON.parse(JSON.stringify(writeEvent(event)));

/** Rows of the log with JSON of every shape. Their names are known, nearly known or unknown. */
const anyRow: fc.Arbitrary<StoredEvent> = fc.record({
  type: fc.oneof(
    fc.constantFrom(...EVENT_TYPES.map(({ name }): string => name)),
    fc.string(),
  ),
  schemaVersion: fc.oneof(fc.constant(SCHEMA_VERSION), fc.integer(), fc.double()),
  imageType: fc.oneof(fc.constantFrom(...IMAGE_TYPES), fc.string()),
  data: fc.jsonValue(),
});

Deno.test("fuzz: readEvent() of random JSON is an event or the documented error", async () => {
  await fuzz(fc.property(anyRow, (row) => {
    const event = read(row);
    if (event !== undefined) assert.deepEqual(read(written(event)), event);
  }));
});

/** Removes, replaces or adds one field of the row or of its data. */
const change = fc.record({
  field: fc.oneof(
    fc.constantFrom(
      "key",
      "sha256",
      "sizeBytes",
      "botId",
      "fileId",
      "layer",
      "reason",
      "origin",
      "fileUniqueId",
    ),
    fc.constantFrom("__proto__", "constructor", "toString", "schemaVersion", "type", "imageType"),
    fc.string(),
  ),
  value: fc.option(
    fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>(
        "",
        -1,
        0,
        0.5,
        2 ** 53,
        null,
        "A".repeat(2000),
        "g".repeat(64),
        [],
        {},
      ),
    ),
    { nil: undefined },
  ),
});

function changed(
  row: StoredEvent,
  { field, value }: { field: string; value: unknown },
): StoredEvent {
  const target = field in row && field !== "data" ? row : row.data as object;
  const copy = Object.fromEntries(Object.entries(target).filter(([name]) => name !== field));
  if (value !== undefined) {
    Object.defineProperty(copy, field, { value, enumerable: true, configurable: true });
  }
  return target === row ? copy as unknown as StoredEvent : { ...row, data: copy };
}

Deno.test("fuzz: readEvent() of a changed event is the complete event and nothing else, or the documented error", async () => {
  let accepted = 0;
  const changes = fc.array(change, { minLength: 1, maxLength: 3 });
  await fuzz(fc.property(anyEvent, changes, (event, all) => {
    const row = all.reduce(changed, written(event));
    const result = read(row);
    if (result === undefined) return;
    accepted++;
    const { type, imageType, data } = row;
    assert.deepEqual(
      { ...written(result), schemaVersion: row.schemaVersion },
      JSON.parse(JSON.stringify({ type, schemaVersion: row.schemaVersion, imageType, data })),
    );
    assert.equal(evolve(initialState, result).version, 1);
  }));
  assert.ok(accepted > INPUTS / 100, `only ${accepted} were accepted`);
});

const imageType = fc.constantFrom(...IMAGE_TYPES);
const fileId = fc.constantFrom("AgAC1", "AgAC2", "AgAC3");
const image = fc.constantFrom("a", "b", "c").map((digit) => storedImage(digit));
const sha256 = image.map((stored) => stored.sha256);
const botId = fc.integer({ min: 1, max: 3 });
const reason = fc.constantFrom("dead", "replaced");
const picture = fc.integer({ min: 1, max: 4 });
const captured = fc.record({ botId, fileId, sha256: fc.option(sha256, { nil: undefined }) });

/** Every command. There are few ids and hashes, so that it often concerns the events. */
const anyCommand: fc.Arbitrary<ImageCommand> = fc.oneof(
  fc.record({
    type: fc.constant("CaptureFileId" as const),
    imageType,
    captured,
    picture,
    legacy: fc.boolean(),
  }),
  fc.record({
    type: fc.constant("StoreImages" as const),
    generation: fc.nat({ max: 3 }),
    images: fc.record(byImage(() => image)),
    picture,
  }),
  fc.record({
    type: fc.constant("MigrateImages" as const),
    images: fc.record(byImage(() => image), { requiredKeys: [] }),
    madeOf: fc.record(byImage(() => image), { requiredKeys: [] }),
  }),
  fc.record({
    type: fc.constant("ReplaceImages" as const),
    reason,
    picture,
    photo: fc.option(captured, { nil: undefined }),
  }),
  fc.record({ type: fc.constant("InvalidateFileId" as const), imageType, botId, fileId, reason }),
  fc.record({ type: fc.constant("RepairImage" as const), imageType, lostSha256: sha256, image }),
  fc.record({ type: fc.constant("GiveUpImage" as const), imageType, lostSha256: sha256, reason }),
  fc.record({
    type: fc.constant("AdoptImages" as const),
    generation: fc.nat(2),
    images: fc.record(byImage(() => image)),
  }),
  fc.record({ type: fc.constant("AddPicture" as const), photo: captured }),
  fc.record({ type: fc.constant("RemovePicture" as const), picture }),
  fc.record({ type: fc.constant("PutPictureFirst" as const), picture }),
  fc.record({ type: fc.constant("DeleteImages" as const) }),
);

Deno.test("fuzz: decide() returns storable events or a refusal, for every command after every history", async () => {
  await fuzz(
    fc.property(
      fc.array(anyEvent, { maxLength: 20 }),
      fc.array(anyCommand, { maxLength: 10 }),
      (history, commands) => {
        let state = history.reduce(evolve, initialState);
        for (const command of commands) {
          const decision = decide(command, state);
          if ("refused" in decision) {
            assert.match(decision.refused, /^[a-z]+(_[a-z]+)*$/);
            continue;
          }
          for (const event of decision.events) {
            assert.deepEqual(
              read(written(event)),
              JSON.parse(JSON.stringify(event)),
            );
          }
          state = decision.events.reduce(evolve, state);
        }
        assert.ok(Number.isSafeInteger(state.version) && state.version >= history.length);
        for (const { fileIds = [] } of Object.values(state.images)) {
          assert.equal(
            new Set(fileIds.map((each) => each.botId)).size,
            fileIds.length,
            "one id a bot",
          );
        }
      },
    ),
  );
});
