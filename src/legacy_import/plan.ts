import { IMAGE_TYPES, type ImageType } from "../domain/mod.ts";
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
  const places = { cover: placeOf(row.cover, selection), thumb: placeOf(row.thumb, selection) };
  const known = { cover: row.knowsCover, thumb: row.knowsThumb };
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

function pathsOf(image: ImageType, { cover, thumb }: Record<ImageType, Place>): string[] {
  const paths = cover.at === "file" ? [cover.path] : [];
  const usesThumb = image === "thumb" || cover.at === "nowhere";
  if (thumb.at === "file" && usesThumb) paths.push(thumb.path);
  return [...new Set(paths)];
}

/** A row that points into our bucket is done, whatever the scheme. */
function placeOf(url: string | null, { bucketUrls }: WorkSelection): Place {
  if (url === null || url === "") return { at: "nowhere" };
  const key = keyOfUrl(bucketUrls, url);
  if (key !== undefined) return { at: "bucket", key };
  return url.startsWith("https://") ? { at: "foreign" } : { at: "file", path: url };
}
