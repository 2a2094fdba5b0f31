/**
 * Damage to the files and the folder of the disk cache.
 * @module
 */
import assert from "node:assert/strict";

/** A damage to the files or the folder of the disk cache. Emptying the folder ends it. */
export interface Damage {
  readonly fault: string;
  /** Damages a folder. */
  readonly harm: (dir: string) => Promise<void>;
  /** The damage affects the next write too. Otherwise the folder must have files. */
  readonly strikesWrites?: true;
  /** The cache can keep nothing until somebody repairs it. Other damages end with the next write. */
  readonly lasts?: true;
}

type HarmFile = (path: string) => Promise<void>;

/** Damages to single files. They end with the next write of the file. */
const TO_FILES: Readonly<Record<string, HarmFile>> = {
  "files corrupt": async (path) => {
    const bytes = await Deno.readFile(path);
    bytes[bytes.length >> 1]! ^= 1;
    await Deno.writeFile(path, bytes);
  },
  "files truncated": async (path) => await Deno.truncate(path, (await Deno.stat(path)).size >> 1),
  "files empty": (path) => Deno.truncate(path),
  "files vanished": (path) => Deno.remove(path),
};

/** Every damage. */
export const DAMAGES: readonly Damage[] = [
  ...Object.entries(TO_FILES).map(([fault, harm]): Damage => ({ fault, harm: eachFile(harm) })),
  {
    fault: "the folder vanished",
    harm: (dir) => Deno.remove(dir, { recursive: true }),
    strikesWrites: true,
  },
  {
    fault: "folders where files should be",
    harm: eachFile(async (path) => {
      await Deno.remove(path);
      await Deno.mkdir(path);
    }),
    lasts: true,
  },
  {
    fault: "a file where the folder should be",
    harm: async (dir) => {
      await Deno.remove(dir, { recursive: true });
      await Deno.writeTextFile(dir, "");
    },
    strikesWrites: true,
    lasts: true,
  },
];

/** The names of the files in a folder. */
export async function filesIn(dir: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name);
}

/** Damages each file. Asserts that there is at least one. */
function eachFile(harm: HarmFile): Damage["harm"] {
  return async (dir) => {
    const names = await filesIn(dir);
    assert.ok(names.length > 0, "there are files to damage");
    for (const name of names) await harm(`${dir}/${name}`);
  };
}

/** Damages every file that appears in a folder. */
export interface Vandal {
  /** Stops, and returns how many files were damaged in each way. */
  stop(): Promise<Readonly<Record<string, number>>>;
}

/** Starts to damage the files of a folder when they appear. The ways take turns. */
export function startVandal(dir: string): Vandal {
  const ended = new AbortController();
  const ways = Object.entries(TO_FILES);
  const strikes = Object.fromEntries(ways.map(([fault]) => [fault, 0]));
  let struck = 0;
  const round = async () => {
    for (const name of await filesIn(dir)) {
      const [fault, harm] = ways[struck % ways.length]!;
      if (!await isDone(harm(`${dir}/${name}`))) continue;
      strikes[fault]!++;
      struck++;
    }
  };
  const vandalism = (async () => {
    while (!ended.signal.aborted) {
      await round();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  // `stop()` reports the error.
  vandalism.catch(() => {});
  return {
    stop: async () => {
      ended.abort();
      await vandalism;
      return strikes;
    },
  };
}

/** A file may be removed or renamed after it was listed. Every other error is thrown. */
async function isDone(harm: Promise<void>): Promise<boolean> {
  try {
    await harm;
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
