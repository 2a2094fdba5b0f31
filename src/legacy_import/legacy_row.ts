import type { ImageType } from "../domain/mod.ts";
import type { FurtherPicture } from "./further/further_pictures.ts";

/** A row with work to do. */
export interface LegacyRow {
  readonly productId: string;
  readonly title: string | null;
  /** The values of its columns; see `ColumnValue`. */
  readonly urls: Readonly<Record<ImageType, string | null>>;
  /** Whether an event tells where the picture is. */
  readonly known: Readonly<Record<ImageType, boolean>>;
  /** The hashes of the known pictures that those of the columns replace. Absent: known pictures stay. */
  readonly replacing?: Readonly<Partial<Record<ImageType, string>>>;
  /** The pictures after the first that are not in yet. */
  readonly further?: readonly FurtherPicture[];
  /** What the log must keep of a list when the first picture replaces it; see `RowPictures`. */
  readonly listed?: readonly string[];
}
