import assert from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url);

/** The path of a file URL has %20 for a space, and begins with /C: on Windows. `fileURLToPath` makes a path of it. */
const PATH_OF_URL = /import\.meta\.url\)\.pathname/;

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    if (isDirectory) yield* sources(`${folder}${name}/`);
    else if (/\.tsx?$/.test(name)) yield `${folder}${name}`;
  }
}

Deno.test("shop and demo run in a folder with a space in its name, and on Windows: no path is taken from a URL", async () => {
  const found: string[] = [];
  for (const folder of ["src/", "scripts/", "devkit/world/", "devkit/demo/", "devkit/s3/"]) {
    for await (const path of sources(folder)) {
      if (PATH_OF_URL.test(await Deno.readTextFile(new URL(path, ROOT)))) found.push(path);
    }
  }
  assert.deepEqual(found, []);
});
