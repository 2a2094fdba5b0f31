import assert from "node:assert/strict";
import { clearCacheFolder } from "../../src/storage/mod.ts";

Deno.test("clearCacheFolder() deletes cached pictures, and leaves files of others alone", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const cached = ["0123456789abcdef.jpg", `0123456789abcdef.jpg.${crypto.randomUUID()}.tmp`];
    for (const name of [...cached, "holiday.jpg", "notes.txt"]) {
      await Deno.writeTextFile(`${dir}/${name}`, name);
    }
    await Deno.mkdir(`${dir}/folder`);
    await clearCacheFolder(dir);
    const left = await Array.fromAsync(Deno.readDir(dir), ({ name }) => name);
    assert.deepEqual(left.sort(), ["folder", "holiday.jpg", "notes.txt"]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
  await clearCacheFolder(dir);
});
