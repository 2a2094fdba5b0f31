import assert from "node:assert/strict";
import fc from "fast-check";
import { readEvent, SCHEMA_VERSION } from "../../src/domain/mod.ts";
import type { StoredEvent } from "../../src/domain/stored_event.ts";
import golden from "../golden/events_v1.json" with { type: "json" };
import { anyEvent } from "../../devkit/testing/images.ts";

Deno.test.each(golden)("readEvent() reads the golden $type of version 1", (stored) => {
  const { type, imageType, data } = stored;
  assert.deepEqual(readEvent(stored), { type, imageType, data });
});

Deno.test("readEvent() reads every event that can be written", () => {
  fc.assert(fc.property(anyEvent, (event) => {
    const stored = JSON.parse(JSON.stringify({ ...event, schemaVersion: SCHEMA_VERSION }));
    assert.deepEqual(readEvent(stored), event);
  }));
});

const first: StoredEvent & { data: object } = golden[0]!;
Deno.test.each<{ name: string; stored: StoredEvent; error: RegExp }>([
  {
    name: "a version from the future",
    stored: { ...first, schemaVersion: 99 },
    error: /must be 1 to 1, is 99/,
  },
  {
    name: "an unknown type",
    stored: { ...first, type: "ImageEaten" },
    error: /Cannot read ImageEaten/,
  },
  {
    name: "a short hash",
    stored: { ...first, data: { ...first.data, sha256: "abc" } },
    error: /data\.sha256: must be 64/,
  },
])("readEvent() refuses $name", ({ stored, error }) => {
  assert.throws(() => readEvent(stored), error);
});

Deno.test("readEvent() never fails in any other way than by saying what it cannot read", () => {
  fc.assert(fc.property(fc.anything(), fc.string(), fc.string(), (data, type, imageType) => {
    assert.throws(
      () => readEvent({ type, imageType, data, schemaVersion: 1 }),
      /^TypeError: Cannot read/,
    );
  }));
});
