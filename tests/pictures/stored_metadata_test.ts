import assert from "node:assert/strict";
import { storeImage } from "../../src/pictures/mod.ts";
import { readJpegSegments } from "../../devkit/testing/jpeg_segments.ts";
import { SECRET, SECRET_PICTURES } from "../../devkit/testing/secret_pictures.ts";
import { FIRST_ATTEMPT, ONE_PRODUCT, PICTURE } from "../../devkit/testing/jobs.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

Deno.test.each(SECRET_PICTURES)(
  "storeImage() of $format keeps only the picture in B2 and on disk",
  async ({ make }) => {
    await using work = await openUnit({ ...ONE_PRODUCT, original: await make() });
    const outcome = await storeImage(work.deps, PICTURE, FIRST_ATTEMPT);
    assert.ok("stored" in outcome);
    const objects = await Array.fromAsync(work.store.list(""), ({ key }) => key);
    assert.deepEqual(objects.sort(), Object.values(outcome.stored).sort());
    for (const key of objects) {
      const stored = await work.store.get(key);
      assert.deepEqual(await work.deps.cache.get(key), stored);
      const text = new TextDecoder("latin1").decode(stored);
      assert.ok(!text.includes(SECRET) && !/Exif|xmpmeta|ICC_PROFILE|8BIM/.test(text));
      const markers = readJpegSegments(stored!).segments.map(({ marker }) => marker);
      assert.ok(markers.every((marker) => marker === 0xe0 || marker < 0xe0), `${markers}`);
    }
  },
);
