import { byImage, IMAGE_TYPES, type ImageType, MAIN_IMAGE } from "../domain/mod.ts";
import { readColumnValue } from "../pictures/mod.ts";
import type { ObjectOfUrl } from "../storage/mod.ts";
import type { LegacyRow } from "./legacy_row.ts";
import { isMapped, type WorkSelection } from "./legacy_rows.ts";

/** The work for one picture of a row. */
export type Task =
  /**
   * Render the first of these values that can be rendered: paths, and values of `Elsewhere`. `asked`: the picture's own
   * column says something.
   */
  | {
    readonly do: "migrate";
    readonly image: ImageType;
    readonly values: readonly string[];
    readonly asked: boolean;
  }
  /** Record the first of these objects that is in the bucket. */
  | { readonly do: "adopt"; readonly image: ImageType } & ObjectOfUrl
  /** Replay the product: the log has the picture, the column does not. */
  | { readonly do: "project"; readonly image: ImageType };

type Place =
  | { readonly at: "nowhere" | "foreign" }
  | { readonly at: "bucket"; readonly object: ObjectOfUrl }
  /** `nothing`: the value says that there is no picture, such as `None`. */
  | { readonly at: "file" | "web" | "nothing"; readonly value: string };

/**
 * The work for a row. A picture is rendered from the cover's file, else from its own file. Only a row without a cover
 * may use the files of its other pictures too. A missing cover file may be found again, so a small picture must not
 * replace it.
 */
export function planOf(
  row: Pick<LegacyRow, "urls" | "known" | "replacing">,
  selection: WorkSelection,
): Task[] {
  const { urls, known, replacing } = row;
  const places = byImage((image) => placeOf(urls[image], selection));
  return IMAGE_TYPES.flatMap((image): Task[] => {
    const place = places[image];
    if (place.at === "bucket") {
      return selection.adopt && !known[image] ? [{ do: "adopt", image, ...place.object }] : [];
    }
    if (place.at === "foreign") return [];
    if (known[image] && replacing?.[image] === undefined) {
      const isLegacy = place.at === "file" || place.at === "nothing";
      return isLegacy ? [{ do: "project", image }] : [];
    }
    const values = valuesOf(image, places);
    const asked = place.at === "file" || place.at === "web";
    if (values.length > 0) return [{ do: "migrate", image, values, asked }];
    if (place.at !== "nothing") return [];
    return [{ do: "migrate", image, values: [place.value], asked: true }];
  });
}

function valuesOf(image: ImageType, places: Readonly<Record<ImageType, Place>>): string[] {
  const { at } = places[MAIN_IMAGE];
  const others = at === "nowhere" || at === "nothing" ? IMAGE_TYPES : [];
  const sources: readonly ImageType[] = [MAIN_IMAGE, image, ...others];
  const found = sources.map((each) => places[each]);
  return [
    ...new Set(
      found.flatMap((place) => place.at === "file" || place.at === "web" ? [place.value] : []),
    ),
  ];
}

/** `foreign`: this run does not bring it in. */
function placeOf(url: string | null, selection: WorkSelection): Place {
  const { bucketUrls, migrate, fetch } = selection;
  const value = url ?? "";
  const read = readColumnValue(url, bucketUrls);
  switch (read.kind) {
    case "nothing":
      return migrate && value.trim() !== "" ? { at: "nothing", value } : { at: "nowhere" };
    case "bucket":
      return { at: "bucket", object: read };
    case "path":
      return migrate ? { at: "file", value } : { at: "foreign" };
    case "web":
      if (migrate && isMapped(value, selection)) return { at: "file", value };
      return fetch ? { at: "web", value } : { at: "foreign" };
    default:
      return migrate || fetch ? { at: "file", value } : { at: "foreign" };
  }
}
