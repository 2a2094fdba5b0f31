import assert from "node:assert/strict";
import { makeDataFolder } from "../../src/embedded/data_folder.ts";

Deno.test("makeDataFolder() names the setting when a file is in the way", async () => {
  const file = await Deno.makeTempFile();
  await assert.rejects(
    makeDataFolder(`${file}/data`),
    /The folder .*\/data cannot be made \(\w+\)\. Set VITRINE_DATA_DIR to a folder/,
  );
  await Deno.remove(file);
});
