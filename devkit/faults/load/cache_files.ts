/** Removes the files of a cache. A new machine has none either. */
export async function removeFiles(dir: string): Promise<void> {
  for (const path of await pathsIn(dir)) await Deno.remove(path).catch(() => {});
}

/** Gives each file of a cache the bytes of another one, which are a valid picture too. Returns their number. */
export async function exchangeFiles(dir: string): Promise<number> {
  return await harmEach(dir, (files, n) => files[(n + 1) % files.length]!);
}

/** Cuts each file in half. Returns their number. */
export async function truncateFiles(dir: string): Promise<number> {
  return await harmEach(dir, (files, n) => files[n]!.subarray(0, files[n]!.length / 2));
}

async function harmEach(
  dir: string,
  harmed: (files: readonly Uint8Array[], n: number) => Uint8Array,
): Promise<number> {
  const paths = await pathsIn(dir);
  const read = await Promise.all(paths.map((path) => Deno.readFile(path).catch(() => undefined)));
  const files = read.filter((bytes) => bytes !== undefined);
  for (const n of files.keys()) await Deno.writeFile(paths[n]!, harmed(files, n));
  return files.length;
}

/** The complete files. A file that is being written does not end with `.jpg`. */
async function pathsIn(dir: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(dir));
  return entries.map(({ name }) => name).filter((name) => name.endsWith(".jpg")).sort()
    .map((name) => `${dir}/${name}`);
}
