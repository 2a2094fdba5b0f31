import { byImage, IMAGE_TYPES, type ImageType, MAIN_IMAGE } from "../domain/mod.ts";
import { HTTPS_START, type LegacyRow, type WorkSelection } from "./legacy_rows.ts";

/** The work for one picture of a row. */
export type Task =
  /** Render the first of these paths that can be rendered. `asked`: the picture's own column names a file. */
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
  | { readonly at: "file"; readonly path: string };

/**
 * The work for a row. A picture is rendered from the cover's file, else from its own file. Only a row without a cover
 * may use the files of its other pictures too. A missing cover file may be found again, so a small picture must not
 * replace it.
 */
export function planOf(row: Pick<LegacyRow, "urls" | "known">, selection: WorkSelection): Task[] {
  const { urls, known } = row;
  const places = byImage((image) => placeOf(urls[image], selection));
  return IMAGE_TYPES.flatMap((image): Task[] => {
    const place = places[image];
    if (place.at === "bucket") {
      return selection.adopt && !known[image] ? [{ do: "adopt", image, keys: place.keys }] : [];
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

function placeOf(url: string | null, { bucketUrls }: WorkSelection): Place {
  if (url === null || url === "") return { at: "nowhere" };
  const keys = bucketUrls.keysOf(url);
  if (keys !== undefined) return { at: "bucket", keys };
  return HTTPS_START.test(url) ? { at: "foreign" } : { at: "file", path: url };
}
