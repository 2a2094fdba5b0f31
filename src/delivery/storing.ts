import type { ImageRenderer } from "../imaging/mod.ts";
import type { Database } from "../postgres/mod.ts";
import type { DiskCache, ObjectStore } from "../storage/mod.ts";

/** The picture of a generation, which is to be stored in B2. */
export interface StoreImageJob {
  /** The bot that the file was sent to; no other can download it. */
  readonly botId: number;
  /** Whose. */
  readonly productId: string;
  /** See `ImageState`: it is not stored once another has taken its place. */
  readonly generation: number;
  /** The Telegram file to download. */
  readonly fileId: string;
}

/** Why a file cannot be had, and will not be another time either. */
export type OriginalRefused = "file_gone" | "file_too_big";

/** Downloads what users sent, by file id; an aborted signal ends it. */
export type FetchOriginal = (
  fileId: string,
  signal?: AbortSignal,
) => Promise<{ readonly bytes: Uint8Array } | { readonly refused: OriginalRefused }>;

/** What stands ready where pictures are stored, for the first time or again. */
export interface StoringDeps {
  /** The bot that downloads; another's file ids are of no use to it. */
  readonly botId: number;
  /** PostgreSQL. */
  readonly db: Database;
  /** B2. */
  readonly store: ObjectStore;
  /** The bucket's name, for the events. */
  readonly bucket: string;
  /** Filled with what is stored, so that the first view need not ask B2; may hold what B2 has lost. */
  readonly cache: DiskCache;
  /** Renders cover and thumb. */
  readonly renderer: ImageRenderer;
  /** Downloads the original. */
  readonly fetchOriginal: FetchOriginal;
}
