import { type LegacyPath, parsePath, textOf } from "../../storage/mod.ts";
import type { Mapping } from "../report/import_report.ts";
import { fold } from "./folder_index.ts";

/**
 * Where a mapping says that a path is: relative to the folder. Undefined if the path does not begin as the mapping. Names
 * are compared as in {@link fold}: a column may spell the folders of Windows in any case.
 */
export function mapped({ from, to }: Mapping, path: LegacyPath): string | undefined {
  const beginning = parsePath(from);
  const { names } = beginning;
  if (fold(beginning.start) !== fold(path.start) || names.length >= path.names.length) {
    return undefined;
  }
  if (!names.every((name, at) => fold(name) === fold(path.names[at]!))) return undefined;
  return joinPath(to, path.names.slice(names.length));
}

/** The mapping that takes away the first `length` names of a path. */
export function mappingOf({ start, names }: LegacyPath, length: number, to: string): Mapping {
  return { from: textOf({ start, names: names.slice(0, length) }), to };
}

/** A path below the folder. */
export function joinPath(folder: string, names: readonly string[]): string {
  return (folder === "" ? names : [folder, ...names]).join("/");
}
