import { readLegacyValues } from "../../event_log/mod.ts";
import type { Database } from "../../postgres/mod.ts";
import { readLegacyValue } from "../../storage/mod.ts";
import type { LegacyRow } from "../legacy_row.ts";
import { readValues, type WorkSelection } from "../legacy_rows.ts";
import type { AppliedMapping, Mapping } from "../report/import_report.ts";
import type { FolderIndex } from "./folder_index.ts";
import type { LegacyFiles } from "./legacy_files.ts";
import { mapped } from "./mapping.ts";
import { recogniseMappings } from "./recognise.ts";

/**
 * The mappings of a run: those that the operator gave, else those that the rows and the files show. The latter are used by
 * `files` from now on, unless they are unclear. `further`: rows besides those of the database.
 */
export async function findMappings(
  { db, files }: { readonly db: Database; readonly files: LegacyFiles },
  selection: WorkSelection,
  further: readonly LegacyRow[] = [],
): Promise<readonly AppliedMapping[]> {
  const open = readValues(db, selection, further);
  if (files.given.length > 0) return await countGiven(files, open);
  const found = await recogniseMappings(files, { done: readLegacyValues(db), open });
  files.use(found.filter(({ state }) => state === "recognised"));
  return found;
}

/** How many rows each given mapping serves. A mistake in it shows as 0. */
async function countGiven(
  files: LegacyFiles,
  open: AsyncIterable<readonly string[]>,
): Promise<readonly AppliedMapping[]> {
  const index = await files.index();
  const counted = files.given.map((mapping) => ({ mapping, rows: 0 }));
  for await (const values of index === undefined ? [] : open) {
    for (const each of counted) {
      if (values.some((value) => serves(each.mapping, value, index!))) each.rows++;
    }
  }
  return counted.map(({ mapping, rows }) => ({
    ...mapping,
    state: "given",
    ...(index !== undefined && { rows }),
  }));
}

function serves(mapping: Mapping, value: string, index: FolderIndex): boolean {
  const read = readLegacyValue(value);
  if (read.is === "nothing") return false;
  const paths = read.readings.map((reading) => mapped(mapping, reading));
  return paths.some((path) => path !== undefined && index.at(path).length > 0);
}
