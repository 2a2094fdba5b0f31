/**
 * Groups of test files. The files of a group share one worker, so each module is loaded once for all of them. To load
 * the shop's modules takes as long as many tests.
 *
 * A group is a file in `.test-groups` that imports test files. A failure still names the test file and its line.
 * `devkit/group_tests.ts` writes the groups.
 * @module
 */

const ROOT = new URL("../../", import.meta.url);

/** Where test files lie. */
const FOLDERS = ["tests/", "local-telegram/"];

/**
 * Files whose tests take minutes in all. They begin first, each in a group of its own: no other file waits for its end. The
 * last one also changes limits of its process.
 */
const LONGEST = [
  "tests/faults/b2_operators_test.ts",
  "tests/faults/kills_test.ts",
  "tests/faults/silence_test.ts",
];

/** The last file to begin. A cell of it failed once while ten workers ran on two slow cores; why was not seen. */
const LAST = "tests/faults/memory_test.ts";

/** Folders whose tests take long, each in groups of its own. They start first. Else two cores wait for the last one. */
const LONG_FIRST = [
  "longest",
  "faults",
  "e2e",
  "replicas",
  "adoption",
  "imaging",
  "simulation",
  "fuzz",
  "scripts",
  "telegram",
  "pictures",
  // They read all modules, which is done once for all of a worker.
  "lint",
];

/** The files of all other folders, mixed. */
const OTHERS = "others";

/** The order in which groups begin. */
const ORDER = [...LONG_FIRST, OTHERS, "last"];

/** How many files share a worker, at most. */
const MOST_FILES = 10;
/** The same of a folder whose files take longer. Those of the fault matrix wait for minutes each, in a whole run. */
const FEWER: Readonly<Record<string, number>> = { longest: 1, faults: 4 };

/** Test files that share a worker. */
export interface Group {
  /** Its file, without `.ts`. */
  readonly name: string;
  /** Paths from the root of the repository. */
  readonly files: readonly string[];
}

/** Puts test files into groups, by folder. */
export function groupsOf(files: readonly string[]): Group[] {
  const rooms = Map.groupBy(files.toSorted(), roomOf);
  const inOrder = [...rooms].toSorted(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b));
  const groups = inOrder.flatMap(([room, ofRoom]) =>
    evenly(ofRoom, FEWER[room] ?? MOST_FILES)
      .map((part, index) => ({ name: `${room}_${index + 1}`, files: part }))
  );
  // Deno runs files in the order of their names.
  const digits = String(groups.length).length;
  return groups.map(({ name, files }, index) => ({
    name: `${String(index + 1).padStart(digits, "0")}_${name}`,
    files,
  }));
}

/** The folder in tests/ whose tests take long, or the rest. */
function roomOf(path: string): string {
  if (LONGEST.includes(path)) return LONG_FIRST[0]!;
  if (path === LAST) return "last";
  const [top, room] = path.split("/");
  return top === "tests" && LONG_FIRST.includes(room!) ? room! : OTHERS;
}

/** The folder in tests/ that a group comes from, by the URL of its file. */
export function roomOfGroup(url: string): string {
  return /\/\d+_(\w+)_\d+\.ts$/.exec(url)?.[1] ?? "";
}

/** Parts of nearly the same length, none longer than `most`. */
function evenly<T>(items: readonly T[], most: number): T[][] {
  const count = Math.ceil(items.length / most);
  return Array.from(
    { length: count },
    (_, part) => items.filter((_, index) => index % count === part),
  );
}

/** The source text of a group. */
export function textOf({ files }: Group): string {
  const lines = files.map((path) => `await loadTests("${path}", () => import("../${path}"));`);
  return ['import { loadTests } from "../devkit/testing/load_tests.ts";', "", ...lines, ""]
    .join("\n");
}

/** All test files. Paths from the root of the repository. */
export async function findTestFiles(): Promise<string[]> {
  return (await Promise.all(FOLDERS.map(findIn))).flat();
}

async function findIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    if (isDirectory && name !== "node_modules") found.push(...await findIn(`${folder}${name}/`));
    if (name.endsWith("_test.ts")) found.push(`${folder}${name}`);
  }
  return found;
}
