import { isAbsolute, relative, resolve } from "node:path";
import { UsageError } from "../../src/command.ts";
import type { AppliedMapping, Mapping } from "../../src/legacy_import/mod.ts";
import { parsePath, readLegacyValue, textOf } from "../../src/storage/mod.ts";
import { count } from "../support/lines.ts";

/**
 * Reads `--map OLD=NEW`. OLD may have any form that a column may have.
 *
 * @throws {UsageError} when NEW is no folder below the root.
 */
export async function readMapping(text: string, root: string): Promise<Mapping> {
  const [, from, to] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (from === undefined || to === undefined) {
    throw new UsageError(`--map must be OLD=NEW, such as /app/images=images, is ${quoted(text)}`);
  }
  const below = relative(resolve(root), resolve(root, to));
  const isBelow = !isAbsolute(below) && below.split(/[/\\]/)[0] !== "..";
  if (!isBelow || !await isFolder(resolve(root, to))) {
    throw new UsageError(`--map ${quoted(text)}: ${quoted(to)} must be a folder below --root`);
  }
  return { from: beginningOf(from), to: below };
}

/**
 * Refuses two mappings of one beginning, which lead to different folders: only one of them would count.
 *
 * @throws {UsageError} that names both.
 */
export function refuseTwice(mappings: readonly Mapping[]): void {
  const places = new Map<string, string>();
  for (const mapping of mappings) {
    const known = places.get(mapping.from) ?? mapping.to;
    if (known !== mapping.to) {
      throw new UsageError(
        `--map names ${quoted(mapping.from)} twice, for ${quoted(known)} and ${
          quoted(mapping.to)
        }: keep one`,
      );
    }
    places.set(mapping.from, known);
  }
}

/** As it is written, with slashes and without the marks of a `file:` URL. */
function beginningOf(text: string): string {
  const read = readLegacyValue(text.replaceAll("\\", "/"));
  const [path = parsePath("")] = "readings" in read ? read.readings : [];
  return textOf(path);
}

/** Whether it is a folder that can be read. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch {
    return false;
  }
}

const TOO_LARGE = "There are too many files below --root to search them: " +
  "paths count as they are written. Use --map for others.";

/** A line for each mapping: what it does, and what the operator can do. */
export function describeMappings(
  mappings: readonly AppliedMapping[],
  { dryRun, isTooLarge }: { readonly dryRun: boolean; readonly isTooLarge: boolean },
): string[] {
  const lines = mappings.map((mapping) => {
    const { state, rows } = mapping;
    const what = `${mapping.from || "(relative paths)"} -> ${placeOf(mapping)}`;
    const found = rows === undefined ? "not counted" : `finds pictures of ${count(rows, "row")}`;
    if (state === "given") return `Mapping, given: ${what}, ${found}`;
    if (state === "recognised") {
      return `Mapping, recognised and ${dryRun ? "used by a run" : "used"}: ${what}, ${found}`;
    }
    return `Mapping, not used, other files fit too: ${what}, ${found}. ` +
      `If it is right, name all that are right, here: --map ${
        quoted(`${mapping.from}=${mapping.to}`)
      }`;
  });
  return isTooLarge ? [...lines, TOO_LARGE] : lines;
}

function placeOf({ to }: Mapping): string {
  return to === "" ? "--root" : `--root/${to}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
