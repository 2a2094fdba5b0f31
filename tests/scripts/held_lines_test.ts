import assert from "node:assert/strict";
import { describeHeld } from "../../scripts/migrate_images/elsewhere.ts";
import { describeFurther, describeSources } from "../../scripts/migrate_images/further.ts";
import { NO_SOURCES } from "../../src/legacy_import/further/sources.ts";
import { codeBlocks, readDocument } from "../../devkit/testing/documents.ts";

Deno.test("docs/operations.md shows how migrate-images counts further pictures, and what columns hold", async () => {
  const blocks = codeBlocks(await readDocument("docs/operations.md"), "text");
  const further = [
    ...describeSources({
      ...NO_SOURCES,
      columns: ["image_2", "image_3"],
      folders: new Map(Array.from({ length: 12 }, (_, n) => [`${n}`, []])),
    }),
    ...describeFurther({ pictures: 31, products: 12, places: { columns: 9, folder: 22 } }),
  ];
  const held = describeHeld({ web: 340, file_id: 12, telegram_file: 3 });
  for (const lines of [further, held]) assert.ok(blocks.includes(`${lines.join("\n")}\n`));
});
