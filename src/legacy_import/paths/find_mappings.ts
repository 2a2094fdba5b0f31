import { readLegacyValues } from "../../event_log/mod.ts";
import type { Database } from "../../postgres/mod.ts";
import { readValues, type WorkSelection } from "../legacy_rows.ts";
import type { AppliedMapping } from "../report/import_report.ts";
import type { LegacyFiles } from "./legacy_files.ts";
import { recogniseMappings } from "./recognise.ts";

/**
 * The mappings of a run: those that the operator gave, else those that the rows and the files show. The latter are used by
 * `files` from now on, unless they are unclear.
 */
export async function findMappings(
  { db, files }: { readonly db: Database; readonly files: LegacyFiles },
  selection: WorkSelection,
): Promise<readonly AppliedMapping[]> {
  if (files.given.length > 0) return files.given.map((mapping) => ({ ...mapping, state: "given" }));
  const found = await recogniseMappings(files, {
    done: readLegacyValues(db),
    open: readValues(db, selection),
  });
  files.use(found.filter(({ state }) => state === "recognised"));
  return found;
}
