/**
 * What can happen to the files of the disk cache.
 * @module
 */
import assert from "node:assert/strict";

/** Something that happens to the files of the disk cache, or to its folder; undone by emptying the folder. */
export interface Damage {
  /** In words. */
  readonly fault: string;
  /** Harms a folder. */
  readonly harm: (dir: string) => Promise<void>;
  /** It strikes the next write too; what happens to files alone needs files. */
  readonly strikesWrites?: true;
  /** Nothing can be kept until somebody mends it; all else ends with the next write. */
  readonly lasts?: true;
}

type HarmFile = (path: string) => Promise<void>;

/** What happens to a file, and ends with the next write of it. */
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

/** All of them. */
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

/** Harms nothing unnoticed: there are files. */
function eachFile(harm: HarmFile): Damage["harm"] {
  return async (dir) => {
    const names = await filesIn(dir);
    assert.ok(names.length > 0, "files to be harmed");
    for (const name of names) await harm(`${dir}/${name}`);
  };
}

/** Somebody who harms whatever file comes into a folder. */
export interface Vandal {
  /** Ends it; how often it has struck, in each way. */
  stop(): Promise<Readonly<Record<string, number>>>;
}

/** Harms the files of a folder as they come, each time in the next way, until it is stopped. */
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
  // Told when it is stopped.
  vandalism.catch(() => {});
  return {
    stop: async () => {
      ended.abort();
      await vandalism;
      return strikes;
    },
  };
}

/** A file may go, or get its name, between being listed and being harmed; nothing else may keep it from harm. */
async function isDone(harm: Promise<void>): Promise<boolean> {
  try {
    await harm;
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
