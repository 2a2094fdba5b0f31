import assert from "node:assert/strict";
import type { ImageEvent } from "../../src/domain/mod.ts";
import { lastPictureChange, readLog } from "../../src/event_log/mod.ts";
import { addProduct, appendAll } from "../../devkit/testing/event_log.ts";
import {
  captured,
  deleted,
  invalidated,
  lost,
  refusedId,
  storedImage,
  uploaded,
} from "../../devkit/testing/images.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const uploadedFrom = (origin: "migration" | "adoption" | "repair"): ImageEvent => ({
  type: "ImageUploadedToB2",
  imageType: "cover",
  data: { ...storedImage("a"), origin },
});

Deno.test.each<{ name: string; given: ImageEvent[]; then: number | undefined }>([
  { name: "no event", given: [], then: undefined },
  { name: "a file id alone", given: [captured("AgAC1")], then: undefined },
  { name: "a sale", given: [uploaded("a"), captured("AgAC1")], then: 1 },
  { name: "a legacy picture", given: [uploadedFrom("migration")], then: 1 },
  { name: "an adopted picture", given: [uploaded("a"), lost(), uploadedFrom("adoption")], then: 3 },
  { name: "a picture that is replaced", given: [uploaded("a"), invalidated()], then: 2 },
  { name: "a product that is deleted", given: [uploaded("a"), deleted()], then: 2 },
  { name: "a refused file id", given: [uploaded("a"), refusedId("AgAC1")], then: 1 },
  { name: "a picture that is made anew", given: [uploaded("a"), uploadedFrom("repair")], then: 1 },
  { name: "a picture that is lost", given: [uploaded("a"), lost()], then: 1 },
])("lastPictureChange() of $name is event $then", async ({ given, then }) => {
  await using log = await openUnit({ db: "projected" });
  await addProduct(log.db, "TBF-1");
  await appendAll(log.db, "TBF-1", ...given);
  const events = (await Array.fromAsync(readLog(log.db))).flat();
  const expected = events.find(({ version }) => version === then)?.recordedAt;
  const changed = await lastPictureChange(log.db, "TBF-1");
  assert.deepEqual(changed, expected === undefined ? undefined : new Date(expected));
});
