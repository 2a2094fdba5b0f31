import type { FurtherCount, FurtherPlace, FurtherSources } from "../../src/legacy_import/mod.ts";
import { count } from "../support/lines.ts";

const PLACES: Readonly<Record<FurtherPlace, string>> = {
  list: "in lists",
  columns: "in further columns",
  table: "in a table",
  import: "in the source of an import",
  folder: "in folders of products",
};

/** Where further pictures were recognised, besides lists. Nothing if nowhere. */
export function describeSources(sources: FurtherSources | undefined): string[] {
  if (sources === undefined) return [];
  const { folders } = sources;
  const found = [
    ...describePlaces(sources),
    ...(folders.size > 0 ? [`a folder for each of ${count(folders.size, "product")}`] : []),
  ];
  if (found.length === 0) return [];
  return [`Further pictures, recognised: ${found.join("; ")}. --first-only leaves them`];
}

/** The columns and the table that name further pictures, each in words. */
export function describePlaces(
  { columns, table }: Pick<FurtherSources, "columns" | "table">,
): string[] {
  return [
    ...(columns.length > 0 ? [`the columns ${columns.join(", ")}`] : []),
    ...(table === undefined ? [] : [
      `the table ${table.schema}.${table.name} (${table.product}, ${table.picture}${
        table.position === undefined ? "" : `, in the order of ${table.position}`
      })`,
    ]),
  ];
}

/** How many further pictures a run has seen, and where they were named. */
export function describeFurther({ pictures, products, places }: FurtherCount): string[] {
  if (pictures === 0) return [];
  const named = Object.entries(places)
    .map(([place, number]) => `${number} ${PLACES[place as FurtherPlace]}`);
  return [
    `Further pictures: ${count(pictures, "picture")} of ${count(products, "product")}, ${
      named.join(", ")
    }`,
  ];
}
