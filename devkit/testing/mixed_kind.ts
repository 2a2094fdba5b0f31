/** What a kind can use to make a row. */
export interface MixedWorld {
  /** The folder of the pictures. */
  readonly root: string;
  /** The base of the bucket's URLs. */
  readonly publicUrl: string;
  /** Writes a file below the folder. */
  file(path: string, bytes: Uint8Array): Promise<void>;
  /** Puts an object, as the old shop did. */
  object(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The file id of a photo that somebody sent to the shop's bot, or to another one. */
  photo(bytes: Uint8Array, bot: "own" | "other"): Promise<string>;
}

/** The picture columns of a row. */
export interface MixedRow {
  readonly cover: string | null;
  readonly thumb?: string | null;
}

/** A kind of row. `n` differs in each row, `photo` shows its marker. */
export interface MixedKind {
  readonly kind: string;
  make(
    world: MixedWorld,
    n: number,
    photo: Uint8Array<ArrayBuffer>,
  ): Promise<MixedRow> | MixedRow;
  /** The lines of a dry run, such as `cover ready`. Absent: cover and thumb are ready. */
  readonly dry?: readonly string[];
  /** The lines of each run that ends, which no run can mend. Absent: none. */
  readonly left?: readonly string[];
  /** A dry run decodes only some of the files. It may take this one for ready. */
  readonly maySeemReady?: true;
  /** What the chat shows at the end. Absent: the marker of the row. */
  readonly shows?: "placeholder";
}

/** The value is left, for this reason. Then the dry run says so too, and the chat shows the placeholder. */
export const left = (why: string, image = "cover"): Omit<MixedKind, "kind" | "make"> => {
  const lines = [`${image} ${why}`];
  return { dry: lines, left: lines, shows: "placeholder" };
};
/** The value says that there is no picture, or it is nobody's task. */
export const nothing = { dry: [], shows: "placeholder" } as const;
