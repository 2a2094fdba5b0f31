import { findNamedObject, pickObjectKeys } from "../event_log/mod.ts";
import { type ComparedParts, lookAtPicture } from "./compare.ts";

/** What a look at some pictures has found. */
export interface SampleCounts {
  /** Pictures that were read and hashed. */
  readonly pictures: number;
  readonly missing: number;
  /** Pictures whose object has other bytes than were stored. */
  readonly altered: number;
}

/** Reads pictures that are chosen by chance, and compares their hashes with the log. Each costs one `get`. */
export async function checkSample(
  parts: ComparedParts,
  { size, signal }: { readonly size: number; readonly signal: AbortSignal },
): Promise<SampleCounts> {
  const counts = { pictures: 0, missing: 0, altered: 0 };
  for (const key of await pickObjectKeys(parts.db, size)) {
    signal.throwIfAborted();
    const named = await findNamedObject(parts.db, key);
    if (named === undefined || named.pictures.length === 0) continue;
    const lost = await lookAtPicture(parts, key);
    counts.pictures++;
    if (lost !== undefined) counts[lost.kind]++;
  }
  return counts;
}
