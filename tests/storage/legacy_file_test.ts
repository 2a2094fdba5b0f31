import assert from "node:assert/strict";
import { CAN_EXCHANGE, exchanging } from "../../devkit/testing/exchange.ts";
import { readLegacyFile } from "../../src/storage/mod.ts";

const MAX_BYTES = 1000;

/** A folder `shop` with pictures, beside a folder that must not be read. */
async function openFolders() {
  const dir = await Deno.makeTempDir({ prefix: "vitrine-legacy-" });
  const root = `${dir}/shop`;
  await Deno.mkdir(`${root}/images`, { recursive: true });
  await Deno.mkdir(`${dir}/secrets`);
  await Deno.writeTextFile(`${root}/images/a.jpg`, "picture");
  await Deno.writeTextFile(`${root}/..jpg`, "odd name");
  await Deno.writeTextFile(`${root}/long.jpg`, "x".repeat(MAX_BYTES + 1));
  await Deno.writeTextFile(`${root}/full.jpg`, "x".repeat(MAX_BYTES));
  await Deno.writeTextFile(`${dir}/secrets/key`, "secret");
  await Deno.symlink("images/a.jpg", `${root}/link.jpg`);
  await Deno.symlink("../secrets/key", `${root}/out.jpg`);
  await Deno.symlink("../secrets", `${root}/folder`);
  await Deno.symlink("loop.jpg", `${root}/loop.jpg`);
  await Deno.symlink("gone.jpg", `${root}/dangling.jpg`);
  await new Deno.Command("mkfifo", { args: [`${root}/pipe.jpg`] }).output();
  await Deno.symlink(root, `${dir}/alias`);
  return {
    dir,
    root,
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
}

Deno.test.each<{ name: string; path: string; root?: string; expected: string }>([
  { name: "reads a file below the folder", path: "images/a.jpg", expected: "picture" },
  { name: "reads a path that begins with ./", path: "./images/a.jpg", expected: "picture" },
  { name: "reads a link within the folder", path: "link.jpg", expected: "picture" },
  { name: "reads a name that begins with dots", path: "..jpg", expected: "odd name" },
  {
    name: "reads an absolute path below the folder",
    path: "DIR/shop/images/a.jpg",
    expected: "picture",
  },
  {
    name: "reads below a folder that is a link itself",
    root: "DIR/alias",
    path: "images/a.jpg",
    expected: "picture",
  },
  { name: "reads as much as is allowed", path: "full.jpg", expected: "x".repeat(MAX_BYTES) },
  { name: "refuses one byte more", path: "long.jpg", expected: "too_many_bytes" },
  { name: "misses a file", path: "images/b.jpg", expected: "not_found" },
  { name: "misses a path below a file", path: "images/a.jpg/b.jpg", expected: "not_found" },
  { name: "misses the end of a dangling link", path: "dangling.jpg", expected: "not_found" },
  { name: "refuses ..", path: "../secrets/key", expected: "outside_root" },
  {
    name: "refuses .. even if it returns into the folder",
    path: "images/../images/a.jpg",
    expected: "outside_root",
  },
  { name: "refuses .. after backslashes", path: "images\\..\\a.jpg", expected: "outside_root" },
  { name: "refuses an absolute path", path: "DIR/secrets/key", expected: "outside_root" },
  {
    name: "does not say whether a file outside exists",
    path: "DIR/secrets/none",
    expected: "outside_root",
  },
  { name: "refuses a link to a file outside", path: "out.jpg", expected: "outside_root" },
  { name: "refuses a linked folder outside", path: "folder/key", expected: "outside_root" },
  { name: "refuses a NUL", path: "images/a.jpg\0.png", expected: "outside_root" },
  { name: "refuses a folder", path: "images", expected: "not_a_file" },
  { name: "refuses the folder itself", path: ".", expected: "not_a_file" },
  {
    name: "refuses a pipe, without waiting for its writer",
    path: "pipe.jpg",
    expected: "not_a_file",
  },
  { name: "misses a link to itself", path: "loop.jpg", expected: "not_found" },
  {
    name: "refuses a name that no folder can hold",
    path: "x".repeat(300),
    expected: "not_readable",
  },
])("readLegacyFile() $name", async ({ path, root = "DIR/shop", expected }) => {
  await using folders = await openFolders();
  const at = (text: string) => text.replace("DIR", folders.dir);
  const file = await readLegacyFile({ root: at(root), path: at(path), maxBytes: MAX_BYTES });
  assert.equal("refused" in file ? file.refused : new TextDecoder().decode(file.bytes), expected);
});

Deno.test("readLegacyFile() throws when the folder is gone, because no picture is to blame", async () => {
  await assert.rejects(
    readLegacyFile({ root: "/nowhere/at/all", path: "a.jpg", maxBytes: MAX_BYTES }),
    Deno.errors.NotFound,
  );
});

Deno.test({
  name: "readLegacyFile() never reads outside while a folder is exchanged for a link, to and fro",
  ignore: !CAN_EXCHANGE,
  fn: async () => {
    await using folders = await openFolders();
    const { root, dir } = folders;
    await Deno.mkdir(`${root}/swap/deep`, { recursive: true });
    await Deno.mkdir(`${dir}/secrets/deep`);
    for (const path of ["swap/key", "swap/deep/key"]) {
      await Deno.writeTextFile(`${root}/${path}`, "picture");
    }
    await Deno.writeTextFile(`${dir}/secrets/deep/key`, "secret");
    await Deno.symlink(`${dir}/secrets`, `${root}/link`);
    await using _ = await exchanging(`${root}/swap`, `${root}/link`);
    const seen = new Map<string, number>();
    for (let n = 0; n < 3000; n++) {
      const path = n % 2 === 0 ? "swap/key" : "swap/deep/key";
      const file = await readLegacyFile({ root, path, maxBytes: MAX_BYTES });
      const what = "refused" in file ? file.refused : new TextDecoder().decode(file.bytes);
      seen.set(what, (seen.get(what) ?? 0) + 1);
    }
    assert.equal(seen.get("secret"), undefined, JSON.stringify([...seen]));
    assert.ok(seen.has("outside_root"), "the exchange was met with");
  },
});

Deno.test("readLegacyFile() never reads outside while a folder is replaced by a link", async () => {
  await using folders = await openFolders();
  const { root, dir } = folders;
  await Deno.mkdir(`${root}/swap`);
  await Deno.writeTextFile(`${root}/swap/key`, "picture");
  let reading = true;
  const swapping = (async () => {
    while (reading) {
      await Deno.rename(`${root}/swap`, `${root}/real`);
      await Deno.symlink(`${dir}/secrets`, `${root}/swap`);
      await Deno.remove(`${root}/swap`);
      await Deno.rename(`${root}/real`, `${root}/swap`);
    }
  })();
  const seen = new Set<string>();
  for (let n = 0; n < 300; n++) {
    const file = await readLegacyFile({ root, path: "swap/key", maxBytes: MAX_BYTES });
    seen.add("refused" in file ? file.refused : new TextDecoder().decode(file.bytes));
  }
  reading = false;
  await swapping;
  assert.ok(!seen.has("secret"), [...seen].join());
  assert.ok(seen.has("outside_root"), "the exchanged files were noticed");
});
