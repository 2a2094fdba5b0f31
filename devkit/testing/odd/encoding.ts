import type { ImageRefusal } from "../../../src/imaging/mod.ts";
import type { Change } from "./odd_jpegs.ts";

/** What the shop does with a picture: it stores it, stores it in other colours, or refuses it. */
export type Outcome = "stored" | "other colours" | ImageRefusal;

/** A picture, and what each engine does with it. `auto` does what `sharp` does. */
export interface OddEncoding {
  readonly encoding: string;
  /** The program that made the file, or who writes such files and where it was reported. */
  readonly by: string;
  /** A file of `tests/imaging/odd_pictures/`. */
  readonly file: string;
  /** What was done to the file. The shop must show both alike. */
  readonly change?: Change;
  /** A usual change to the same effect: the shop must show both alike. */
  readonly usual?: Change;
  readonly sharp: Outcome;
  readonly imagescript: Outcome;
  /** Whether it shows the whole scene in its colours, upright. */
  readonly isScene: boolean;
}

const FOLDER = new URL("../../../tests/imaging/odd_pictures/", import.meta.url);

/** Reads a file of the folder. */
export function readOddFile(file: string): Promise<Uint8Array<ArrayBuffer>> {
  return Deno.readFile(new URL(file, FOLDER));
}

/** The bytes of a picture. */
export async function oddPicture({ file, change }: OddEncoding): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readOddFile(file);
  return change === undefined ? bytes : change(bytes);
}

/** What differs from a file that is stored by every engine that knows its format. */
export type More = Partial<
  Pick<OddEncoding, "change" | "usual" | "sharp" | "imagescript" | "isScene">
>;

/** A file as a program made it. */
export function row(encoding: string, by: string, file: string, more: More = {}): OddEncoding {
  const imagescript = /\.(webp|avif)$/.test(file) ? "unsupported_type" : "stored";
  return { encoding, by, file, sharp: "stored", imagescript, isScene: true, ...more };
}

/** A file that was changed, and must be shown as before. */
export function changed(
  encoding: string,
  by: string,
  file: string,
  change: Change,
  more: More = {},
): OddEncoding {
  return row(encoding, by, file, { ...more, change });
}

/** A file that no engine stores. */
export function refused(
  encoding: string,
  by: string,
  file: string,
  why: ImageRefusal,
  change?: Change,
): OddEncoding {
  return row(encoding, by, file, {
    sharp: why,
    imagescript: why,
    ...(change && { change }),
  });
}

/** Not the whole scene in its colours. */
export const PART: More = { isScene: false };
