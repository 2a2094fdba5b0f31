import { readColumnValue } from "../../pictures/mod.ts";
import type { ObjectOfUrl } from "../../storage/mod.ts";
import type { LegacyRow } from "../legacy_row.ts";
import { isMapped, type WorkSelection } from "../legacy_rows.ts";
import type { Left } from "../outcome.ts";
import type { FurtherPicture } from "./further_pictures.ts";

/** The work for a further picture of a row. */
export type FurtherTask =
  & { readonly picture: FurtherPicture }
  & (
    /** Render what its value names. */
    | { readonly do: "migrate" }
    /** Record the object of the bucket. */
    | { readonly do: "adopt"; readonly object: ObjectOfUrl }
    /** Only tell: this run does not bring it in. */
    | { readonly do: "tell"; readonly left: Left }
  );

const NOT_FETCHED: Left = { outcome: "elsewhere", reason: "not_fetched" };

/** The work for the further pictures of a row. The same values are brought in as of a first picture. */
export function planFurther({ further = [] }: LegacyRow, selection: WorkSelection): FurtherTask[] {
  return further.flatMap((picture) => taskOf(picture, selection));
}

function taskOf(picture: FurtherPicture, selection: WorkSelection): FurtherTask[] {
  const { bucketUrls, migrate, fetch, adopt } = selection;
  const read = readColumnValue(picture.value, bucketUrls);
  switch (read.kind) {
    case "nothing":
      return [];
    case "bucket":
      return adopt ? [{ picture, do: "adopt", object: read }] : [];
    case "web":
      return fetch || (migrate && isMapped(picture.value, selection))
        ? [{ picture, do: "migrate" }]
        : [{ picture, do: "tell", left: NOT_FETCHED }];
    case "path":
      return migrate ? [{ picture, do: "migrate" }] : [];
    default:
      return migrate || fetch ? [{ picture, do: "migrate" }] : [];
  }
}
