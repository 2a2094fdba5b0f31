import { byImage, IMAGE_TYPES, type ImageType, MAIN_IMAGE } from "../domain/mod.ts";
import { keyOfUrl } from "../storage/mod.ts";
import type { LegacyRow, WorkSelection } from "./legacy_rows.ts";

/** What is to be done for one picture of a row. */
export type Task =
  /** Render it from the first of these paths that can be rendered; `asked`: its own column names a file. */
  | {
    readonly do: "migrate";
    readonly image: ImageType;
    readonly paths: readonly string[];
    readonly asked: boolean;
  }
  /** Record the object that it names. */
  | { readonly do: "adopt"; readonly image: ImageType; readonly key: string }
  /** The log knows better than the column. */
  | { readonly do: "project"; readonly image: ImageType };

type Place =
  | { readonly at: "nowhere" | "foreign" }
  | { readonly at: "bucket"; readonly key: string }
  | { readonly at: "file"; readonly path: string };

/**
 * What a row asks for. The cover's file renders cover and thumb; the thumb's own file is used where the cover has none
 * that can be rendered. A cover is made of the thumb's file only where the row names no cover at all: a cover whose
 * file may be found again is not replaced by a small picture.
 */
export function planOf(row: LegacyRow, selection: WorkSelection): Task[] {
  const { urls, known } = row;
  const places = byImage((image) => placeOf(urls[image], selection));
  return IMAGE_TYPES.flatMap((image): Task[] => {
    const place = places[image];
    if (place.at === "bucket") {
      return selection.adopt && !known[image] ? [{ do: "adopt", image, key: place.key }] : [];
    }
    if (!selection.migrate || place.at === "foreign") return [];
    if (known[image]) return place.at === "file" ? [{ do: "project", image }] : [];
    const paths = pathsOf(image, places);
    return paths.length === 0 ? [] : [{ do: "migrate", image, paths, asked: place.at === "file" }];
  });
}

function pathsOf(image: ImageType, places: Readonly<Record<ImageType, Place>>): string[] {
  const others = places[MAIN_IMAGE].at === "nowhere" ? IMAGE_TYPES : [];
  const sources: readonly ImageType[] = [MAIN_IMAGE, image, ...others];
  const found = sources.map((each) => places[each]);
  return [...new Set(found.flatMap((place) => place.at === "file" ? [place.path] : []))];
}

/** A row that points into our bucket is done, whatever the scheme. */
function placeOf(url: string | null, { bucketUrls }: WorkSelection): Place {
  if (url === null || url === "") return { at: "nowhere" };
  const key = keyOfUrl(bucketUrls, url);
  if (key !== undefined) return { at: "bucket", key };
  return url.startsWith("https://") ? { at: "foreign" } : { at: "file", path: url };
}
