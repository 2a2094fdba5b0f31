import assert from "node:assert/strict";
import { type Dialogue, readDialogue } from "../../src/telegram/dialogues/dialogue.ts";
import {
  addPhoto,
  type DraftPhoto,
  putPhotoFirst,
} from "../../src/telegram/dialogues/draft_photos.ts";

const SALE = { kind: "sale", saleId: "0b3ac26e-35f5-4bc3-9e4b-6a3a4a4a0a11" } as const;
const PHOTO = { fileId: "a", fileUniqueId: "u", originalFileId: "a" };
const PHOTOS = [{ ...PHOTO, messageId: 0 }];

/** Forms that releases with one picture have stored. They are in databases, so they do not change. */
Deno.test.each<{ name: string; stored: unknown; read: Dialogue | null }>([
  {
    name: "a sale with its photo",
    stored: { ...SALE, step: "title", photo: PHOTO, albumId: "7" },
    read: { ...SALE, step: "title", photos: PHOTOS },
  },
  {
    name: "a sale that waits for a change",
    stored: {
      kind: "edit",
      productId: "TBF-1",
      field: "photo",
      sale: { ...SALE, step: "preview", photo: PHOTO, title: "Lamp", description: "" },
    },
    read: {
      kind: "edit",
      productId: "TBF-1",
      field: "photo",
      sale: { ...SALE, step: "preview", photos: PHOTOS, title: "Lamp", description: "" },
    },
  },
  {
    name: "an album that was answered",
    stored: { kind: "album", albumId: "7" },
    read: { kind: "album" },
  },
  { name: "what no release has stored", stored: { kind: "sale", step: "title" }, read: null },
])("readDialogue() reads $name", ({ stored, read }) => {
  assert.deepEqual(readDialogue(stored), read);
});

function photo(messageId: number): DraftPhoto {
  return { ...PHOTO, fileUniqueId: `u${messageId}`, messageId };
}

Deno.test("a photo that was put first stays first when an earlier one of its album comes late", () => {
  const photos = putPhotoFirst([photo(2), photo(3)], 3);
  const all = addPhoto(photos, photo(1)) as readonly DraftPhoto[];
  assert.deepEqual(all.map(({ messageId }) => messageId), [3, 1, 2]);
});
