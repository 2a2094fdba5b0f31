import { byImage, IMAGE_TYPES, type ImageType, MAIN_IMAGE } from "../domain/mod.ts";
import { readColumnValue } from "../pictures/mod.ts";
import type { LegacyRow, WorkSelection } from "./legacy_rows.ts";

/** The work for one picture of a row. */
export type Task =
  /** Render the first of these that can be rendered: paths, and values of `Elsewhere`. `asked`: its own column names one. */
  | {
    readonly do: "migrate";
    readonly image: ImageType;
    readonly paths: readonly string[];
    readonly asked: boolean;
  }
  /** Record the first of these objects that is in the bucket. */
  | { readonly do: "adopt"; readonly image: ImageType; readonly keys: readonly string[] }
  /** Replay the product: the log has the picture, the column does not. */
  | { readonly do: "project"; readonly image: ImageType };

type Place =
  | { readonly at: "nowhere" | "foreign" }
  | { readonly at: "bucket"; readonly keys: readonly string[] }
  | { readonly at: "file" | "web"; readonly path: string };

/**
 * The work for a row. A picture is rendered from the cover's file, else from its own file. Only a row without a cover
 * may use the files of its other pictures too. A missing cover file may be found again, so a small picture must not
 * replace it.
 */
export function planOf(row: LegacyRow, selection: WorkSelection): Task[] {
  const { urls, known } = row;
  const places = byImage((image) => placeOf(urls[image], selection));
  return IMAGE_TYPES.flatMap((image): Task[] => {
    const place = places[image];
    if (place.at === "bucket") {
      return selection.adopt && !known[image] ? [{ do: "adopt", image, keys: place.keys }] : [];
    }
    if (place.at === "foreign") return [];
    if (known[image] && row.replacing?.[image] === undefined) {
      return place.at === "file" ? [{ do: "project", image }] : [];
    }
    const paths = pathsOf(image, places);
    return paths.length === 0 ? [] : [{ do: "migrate", image, paths, asked: "path" in place }];
  });
}

function pathsOf(image: ImageType, places: Readonly<Record<ImageType, Place>>): string[] {
  const others = places[MAIN_IMAGE].at === "nowhere" ? IMAGE_TYPES : [];
  const sources: readonly ImageType[] = [MAIN_IMAGE, image, ...others];
  const found = sources.map((each) => places[each]);
  return [...new Set(found.flatMap((place) => "path" in place ? [place.path] : []))];
}

/** `foreign`: this run does not bring it in. */
function placeOf(url: string | null, { bucketUrls, migrate, fetch }: WorkSelection): Place {
  const value = readColumnValue(url, bucketUrls);
  const place = { at: value.kind === "web" ? "web" : "file", path: url ?? "" } as const;
  switch (value.kind) {
    case "nothing":
      return { at: "nowhere" };
    case "bucket":
      return { at: "bucket", keys: value.keys };
    case "path":
      return migrate ? place : { at: "foreign" };
    case "web":
      return fetch ? place : { at: "foreign" };
    default:
      return migrate || fetch ? place : { at: "foreign" };
  }
}
