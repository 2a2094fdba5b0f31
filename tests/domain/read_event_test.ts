import assert from "node:assert/strict";
import fc from "fast-check";
import {
  EVENT_TYPES,
  type ImageEvent,
  readEvent,
  SCHEMA_VERSION,
  type StoredEvent,
  writeEvent,
} from "../../src/domain/mod.ts";
import goldenOfVersion1 from "../golden/events_v1.json" with { type: "json" };
import goldenOfVersion2 from "../golden/events_v2.json" with { type: "json" };
import goldenOfVersion3 from "../golden/events_v3.json" with { type: "json" };
import goldenOfVersion4 from "../golden/events_v4.json" with { type: "json" };
import { anyEvent } from "../../devkit/testing/images.ts";

const goldens: readonly StoredEvent[] = [
  ...goldenOfVersion1,
  ...goldenOfVersion2,
  ...goldenOfVersion3,
  ...goldenOfVersion4,
];

Deno.test.each(
  goldens.map((stored) => ({
    name: `${stored.type} of ${stored.imageType}`,
    version: stored.schemaVersion,
    stored,
  })),
)(
  "readEvent() reads the golden $name of version $version",
  ({ stored: { type, imageType, data, schemaVersion } }) => {
    const [name, picture] = imageType.split(".");
    assert.deepEqual(readEvent({ type, imageType, data, schemaVersion }), {
      type,
      imageType: name,
      data,
      ...(picture && { picture: Number(picture) }),
    });
  },
);

Deno.test("the golden events of this release have every type, in its current version", () => {
  const types = new Set(goldenOfVersion3.map(({ type }) => type));
  assert.deepEqual([...types].sort(), EVENT_TYPES.map(({ name }): string => name).sort());
  // An event of picture 1 is written as the release before wrote it, which reads it too.
  for (const stored of [...goldenOfVersion2, ...goldenOfVersion3, ...goldenOfVersion4]) {
    assert.deepEqual(writeEvent(readEvent(stored)), stored, stored.type);
  }
});

/** An `ImageInvalidated` as the releases before version 2 stored it. */
const ended = (data: unknown): StoredEvent => ({
  type: "ImageInvalidated",
  schemaVersion: 1,
  imageType: "cover",
  data,
});

Deno.test.each<{ name: string; given: StoredEvent; then: Omit<ImageEvent, "imageType"> }>([
  {
    name: "a deletion",
    given: ended({ layer: "image", reason: "deleted_by_seller" }),
    then: { type: "ImageDeleted", data: {} },
  },
  {
    name: "a picture that was missing and given up",
    given: ended({ layer: "image", reason: "object_missing: no copy on disk or in Telegram" }),
    then: {
      type: "ImageLost",
      data: { reason: "object_missing: no copy on disk or in Telegram" },
    },
  },
  {
    name: "a picture that was altered and given up",
    given: ended({ layer: "image", reason: "object_altered: no copy on disk or in Telegram" }),
    then: {
      type: "ImageLost",
      data: { reason: "object_altered: no copy on disk or in Telegram" },
    },
  },
  {
    name: "a replaced picture",
    given: ended({ layer: "image", reason: "replaced_by_seller" }),
    then: { type: "ImageInvalidated", data: { layer: "image", reason: "replaced_by_seller" } },
  },
  {
    name: "a refused file id whose reason sounds like a deletion",
    given: ended({ layer: "telegram", reason: "deleted_by_seller", fileId: "AgAC1" }),
    then: {
      type: "ImageInvalidated",
      data: { layer: "telegram", reason: "deleted_by_seller", fileId: "AgAC1" },
    },
  },
])("readEvent() reads $name of version 1", ({ given, then }) => {
  assert.deepEqual(readEvent(given), { ...then, imageType: "cover" });
});

Deno.test("readEvent() takes a current event for no deletion, whatever its reason says", () => {
  const data = { layer: "image", reason: "deleted_by_seller" };
  const event = readEvent({ ...ended(data), schemaVersion: 2 });
  assert.deepEqual(event, { type: "ImageInvalidated", imageType: "cover", data });
});

Deno.test("readEvent() reads every event that can be written", () => {
  fc.assert(fc.property(anyEvent, (event) => {
    assert.deepEqual(readEvent(JSON.parse(JSON.stringify(writeEvent(event)))), event);
  }));
});

const first = goldens[0]! as StoredEvent & { data: object };
Deno.test.each<{ name: string; stored: StoredEvent; error: RegExp }>([
  {
    name: "a version from the future",
    stored: { ...first, schemaVersion: 99 },
    error: /must be 1 to 4, is 99/,
  },
  {
    name: "an unknown type",
    stored: { ...first, type: "ImageEaten" },
    error: /Cannot read ImageEaten: there is no such event type/,
  },
  {
    name: "a short hash",
    stored: { ...first, data: { ...first.data, sha256: "abc" } },
    error: /data\.sha256: must be 64/,
  },
  {
    name: "an unknown picture",
    stored: { ...first, imageType: "no_such_picture" },
    error: /Cannot read ImageUploadedToB2: imageType: /,
  },
  {
    name: "a picture that version 2 could not name",
    stored: { ...first, schemaVersion: 2, imageType: "cover.2" },
    error: /Cannot read ImageUploadedToB2: imageType: /,
  },
  ...["cover.1", "cover.0", "cover.02", "cover.", "cover.2.2", "cover.1e1", "banner.2"].map((
    imageType,
  ) => ({
    name: `the picture ${imageType}`,
    stored: { ...first, schemaVersion: 3, imageType },
    error: /Cannot read ImageUploadedToB2: imageType: /,
  })),
  // A member of every object must not be taken for an upcast.
  ...["valueOf", "constructor", "3", null].map((schemaVersion) => ({
    name: `the schema version ${schemaVersion}`,
    stored: { ...first, schemaVersion } as unknown as StoredEvent,
    error: /^TypeError: Cannot read an event: /,
  })),
  ...[{ type: { toString: "" } }, { type: null }, { imageType: 1 }, { imageType: [] }].map((
    odd,
  ) => ({
    name: `the names ${JSON.stringify(odd)}`,
    stored: { ...first, ...odd } as unknown as StoredEvent,
    error: /^TypeError: Cannot read an event: /,
  })),
])("readEvent() refuses $name", ({ stored, error }) => {
  assert.throws(() => readEvent(stored), error);
});

Deno.test("readEvent() throws only the error that says what it cannot read", () => {
  const version = fc.integer({ min: 1, max: SCHEMA_VERSION });
  const fields = [fc.anything(), fc.string(), fc.string(), version] as const;
  fc.assert(fc.property(...fields, (data, type, imageType, schemaVersion) => {
    assert.throws(
      () => readEvent({ type, imageType, data, schemaVersion }),
      /^TypeError: Cannot read/,
    );
  }));
});
