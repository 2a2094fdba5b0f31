import type { ProjectedColumn } from "../domain/mod.ts";

/** The column of `image_projection` that says whether any event speaks of a projected column. */
export function knowsColumn({ imageType, kind }: ProjectedColumn): string {
  return `knows_${imageType}_${kind === "url" ? "url" : "file_id"}`;
}
