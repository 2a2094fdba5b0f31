import assert from "node:assert/strict";
import { IMAGE_PLATFORM, listImageLicenses } from "../../devkit/licenses/image_licenses.ts";
import { type Lock, treeOf } from "../../devkit/licenses/lock_tree.ts";

Deno.test("docs/licenses.md lists every package of the image with its licence: see deno task licenses", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/licenses.md", import.meta.url));
  const listed = [...text.matchAll(/^\| `([^`]+)` +\| `([^`]+)` +\| (\S.*?) +\|$/gm)]
    .map(([, name, version, license]) => ({ name, version, license }));
  const packages = await listImageLicenses();
  assert.ok(packages.length > 50, `only ${packages.length} packages were found`);
  // Another platform has not installed the packages of Linux.
  const expected = packages.map((each, n) => ({
    ...each,
    license: each.license ?? (each.name.startsWith("@img/") ? listed[n]?.license : undefined),
  }));
  assert.deepEqual(listed, expected);
});

const LOCK: Lock = {
  specifiers: { "npm:a@1.0.0": "1.0.0_peer@3.0.0", "npm:@s/b@2.0.0": "2.0.0" },
  npm: {
    "a@1.0.0_peer@3.0.0": { dependencies: ["peer", "c@1.0.0"], optionalDependencies: ["x", "y"] },
    "@s/b@2.0.0": { dependencies: ["c@2.0.0"] },
    "c@1.0.0": {},
    "c@2.0.0": { dependencies: ["@s/b"] },
    "peer@3.0.0": {},
    "x@1.0.0": { os: ["linux"], cpu: ["x64"] },
    "y@1.0.0": { os: ["linux"], cpu: ["arm64"] },
    "unused@1.0.0": {},
  },
};

Deno.test.each([
  { of: "npm:a@1.0.0", expected: ["a@1.0.0", "c@1.0.0", "peer@3.0.0", "x@1.0.0"] },
  { of: "npm:@s/b@2.0.0", expected: ["@s/b@2.0.0", "c@2.0.0"] },
])("treeOf() finds what $of brings", ({ of, expected }) => {
  const found = treeOf(LOCK, [of], IMAGE_PLATFORM).map(({ name, version }) => `${name}@${version}`);
  assert.deepEqual(found, expected);
});
