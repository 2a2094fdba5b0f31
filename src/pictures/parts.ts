import type { ImageRenderer } from "../imaging/mod.ts";
import type { Database } from "../postgres/mod.ts";
import type { BucketUrls, DiskCache, ObjectStore } from "../storage/mod.ts";
import type { FetchOriginal } from "./original.ts";

/** The parts that pictures are stored, restored, adopted, compared and erased with. Each user picks what it needs. */
export interface PictureParts {
  /** The running bot. It can download only what was sent to it. */
  readonly botId: number;
  readonly db: Database;
  /** B2. */
  readonly store: ObjectStore;
  /** The bucket's name, for the events. */
  readonly bucket: string;
  /** The URLs of the bucket. */
  readonly bucketUrls: BucketUrls;
  /** This machine's disk cache. It may hold what B2 has lost. */
  readonly cache: DiskCache;
  readonly renderer: ImageRenderer;
  readonly fetchOriginal: FetchOriginal;
  /** Whether what sellers send is kept in B2 as well. */
  readonly keepsOriginals: boolean;
}
