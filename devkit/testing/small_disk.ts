import { HANG_MS } from "./until.ts";

/** A file system of its own with little room. */
export interface SmallDisk extends AsyncDisposable {
  /** Its folder. Everybody can read it. */
  readonly dir: string;
  /** Writes a file that leaves no room. */
  fill(): Promise<void>;
  /** Removes that file. */
  free(): Promise<void>;
}

const CHUNKS = [1 << 20, 1 << 12, 1];

/** Mounts a file system in memory; undefined where this process has no right to mount. */
export async function openSmallDisk(sizeMib: number): Promise<SmallDisk | undefined> {
  const dir = await Deno.makeTempDir({ prefix: "vitrine-disk-" });
  if (!await run("mount", "-t", "tmpfs", "-o", `size=${sizeMib}m,mode=0755`, "tmpfs", dir)) {
    await Deno.remove(dir);
    return undefined;
  }
  const ballast = `${dir}/ballast`;
  return {
    dir,
    fill: () => fill(ballast),
    free: () => Deno.remove(ballast),
    [Symbol.asyncDispose]: async () => {
      if (!await run("umount", dir)) throw new Error(`Cannot unmount ${dir}`);
      await Deno.remove(dir);
    },
  };
}

async function fill(path: string): Promise<void> {
  using file = await Deno.open(path, { createNew: true, write: true });
  for (const size of CHUNKS) {
    const chunk = new Uint8Array(size);
    try {
      while (await file.write(chunk) === size) continue;
    } catch {
      // No room for a chunk of this size.
    }
  }
}

async function run(command: string, ...args: string[]): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(HANG_MS);
    const child = new Deno.Command(command, { args, signal, stdout: "null", stderr: "null" });
    return (await child.output()).success;
  } catch {
    return false;
  }
}
