/** Removes the files of a cache. A new machine has none either. */
export async function removeFiles(dir: string): Promise<void> {
  for (const path of await pathsIn(dir)) await Deno.remove(path).catch(() => {});
}

/**
 * Gives each file of a cache the bytes of another one, which are a valid picture too. Returns a function that counts
 * the files that have changed since.
 */
export async function exchangeFiles(dir: string): Promise<() => Promise<number>> {
  return await harmEach(dir, (files, n) => files[(n + 1) % files.length]!);
}

/** Cuts each file in half. Returns a function that counts the files that have changed since. */
export async function truncateFiles(dir: string): Promise<() => Promise<number>> {
  return await harmEach(dir, (files, n) => files[n]!.subarray(0, files[n]!.length / 2));
}

async function harmEach(
  dir: string,
  harmed: (files: readonly Uint8Array[], n: number) => Uint8Array,
): Promise<() => Promise<number>> {
  const paths = await pathsIn(dir);
  const files = await Promise.all(paths.map((path) => Deno.readFile(path)));
  const lengths = new Map<string, number>();
  for (const [n, path] of paths.entries()) {
    const bytes = harmed(files, n);
    await Deno.writeFile(path, bytes);
    lengths.set(path, bytes.length);
  }
  return async () => {
    let noticed = 0;
    for (const [path, length] of lengths) {
      const { size } = await Deno.stat(path).catch(() => ({ size: -1 }));
      if (size !== length) noticed++;
    }
    return noticed;
  };
}

/** The complete files. A file that is being written does not end with `.jpg`. */
async function pathsIn(dir: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(dir));
  return entries.map(({ name }) => name).filter((name) => name.endsWith(".jpg")).sort()
    .map((name) => `${dir}/${name}`);
}
