import { isAbsolute, relative, resolve } from "node:path";
import { leadsOut, type LegacyPath, textOf } from "./legacy_value.ts";

/** The paths below a folder that a value may mean. */
export interface LegacyCandidates {
  /** Relative to the folder, the likeliest first. */
  readonly paths: readonly string[];
  /** Whether the value also has a reading that leads out of the folder by `..`. */
  readonly leadsOut: boolean;
}

/**
 * The paths below a folder that the readings of a value may mean. A path that begins with a slash may start at the folder, as the
 * path of a web address does. `root` is absolute.
 */
export function candidatesBelow(root: string, readings: readonly LegacyPath[]): LegacyCandidates {
  const paths = new Set<string>();
  let isLeading = false;
  for (const reading of readings) {
    const path = pathBelow(root, reading);
    if (path === undefined) isLeading = true;
    else if (isPossible(path)) paths.add(path);
  }
  return { paths: [...paths], leadsOut: isLeading };
}

function pathBelow(root: string, path: LegacyPath): string | undefined {
  if (path.start === "/" || leadsOut(path)) {
    const below = relative(root, resolve(root, textOf(path)));
    if (below !== "" && below.split(/[/\\]/)[0] !== ".." && !isAbsolute(below)) return below;
    if (leadsOut(path)) return undefined;
  }
  return path.names.join("/") || ".";
}

/** No file has a NUL in its name. `..` between backslashes is no name either: another reading resolves it. */
function isPossible(path: string): boolean {
  return !path.includes("\0") && !path.split(/[/\\]/).includes("..");
}
