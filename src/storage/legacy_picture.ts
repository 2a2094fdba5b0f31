import { resolve } from "node:path";
import { candidatesBelow } from "./legacy_candidates.ts";
import { type LegacyFile, type LegacyFileRequest, readLegacyFile } from "./legacy_file.ts";
import { readLegacyValue } from "./legacy_value.ts";

/** A request for the picture of a column. */
export interface LegacyPictureRequest extends Omit<LegacyFileRequest, "path"> {
  /** What the column holds. */
  readonly value: string;
}

/**
 * Reads the file that the value of a column means, for a view: the first reading that is there. It searches nothing. Undefined
 * if the column says that there is no picture.
 *
 * @throws when the folder itself cannot be read.
 */
export async function readLegacyPicture(
  { value, ...request }: LegacyPictureRequest,
): Promise<LegacyFile | undefined> {
  const read = readLegacyValue(value);
  if (read.is === "nothing") return undefined;
  if (read.is === "address") return { refused: "not_found" };
  const { paths, leadsOut } = candidatesBelow(resolve(request.root), read.readings);
  let refused: LegacyFile = { refused: leadsOut ? "outside_root" : "not_found" };
  for (const path of paths) {
    const file = await readLegacyFile({ ...request, path });
    if (!("refused" in file)) return file;
    if (file.refused !== "not_found") refused = file;
  }
  return refused;
}
