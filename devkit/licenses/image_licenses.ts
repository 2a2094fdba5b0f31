/**
 * The licences of the npm packages that the image carries, from the installed packages.
 * @module
 */
import { type DenoConfig, productionConfig } from "../../scripts/production_config.ts";
import { type Lock, type Package, type Platform, treeOf } from "./lock_tree.ts";

const ROOT = new URL("../../", import.meta.url);

/** The image for the usual processor. That for arm64 has the same packages, with its own build of sharp. */
export const IMAGE_PLATFORM: Platform = { os: "linux", cpu: "x64" };

/** A package, and the licence that it names. */
export interface LicensedPackage extends Package {
  /** As in its package.json. Undefined if it names none, or if it is not installed on this machine. */
  readonly license: string | undefined;
}

/** The packages of the image, sorted by name. */
export async function listImageLicenses(): Promise<LicensedPackage[]> {
  const config: DenoConfig = await readJson("deno.json");
  const lock: Lock = await readJson("deno.lock");
  const specifiers = Object.values(productionConfig(config).imports);
  const packages = treeOf(lock, specifiers, IMAGE_PLATFORM);
  return await Promise.all(packages.map(async (each) => ({
    ...each,
    license: await readLicense(each),
  })));
}

/** The folder of an installed package, from the root of the repository. */
export function folderOf({ name, version }: Package): string {
  return `node_modules/.deno/${name.replace("/", "+")}@${version}/node_modules/${name}/`;
}

async function readLicense(each: Package): Promise<string | undefined> {
  try {
    const { license } = await readJson(`${folderOf(each)}package.json`);
    return typeof license === "string" ? license : license?.type;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The libraries inside of sharp's build of libvips, and their licences, as its README lists them. */
export async function listNativeLicenses(
  packages: readonly Package[],
): Promise<{ readonly name: string; readonly license: string }[]> {
  const libvips = packages.find(({ name }) => name === "@img/sharp-libvips-linux-x64");
  if (libvips === undefined) throw new TypeError("deno.lock has no libvips for Linux");
  const text = await Deno.readTextFile(new URL(`${folderOf(libvips)}README.md`, ROOT));
  return [...text.matchAll(/^\| ([\w-]+) +\| (\S.*?) +\|$/gm)]
    .map(([, name, license]) => ({ name: name!, license: license! }))
    .filter(({ name }) => name !== "Library");
}

// deno-lint-ignore no-explicit-any
async function readJson(path: string): Promise<any> {
  return JSON.parse(await Deno.readTextFile(new URL(path, ROOT)));
}
