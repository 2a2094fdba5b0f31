/**
 * The kinds of rows that a real shop mixes, each with what must become of it.
 * @module
 */
import sharp from "sharp";
import { ODD_ENDS } from "./odd/jpeg_ends.ts";
import { ODD_SEGMENTS } from "./odd/jpeg_heads.ts";

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
  /** What the catalogue shows, if it is something else. */
  readonly listed?: "marker";
}

/** The value is left, for this reason. Then the dry run says so too, and the chat shows the placeholder. */
const left = (why: string, image = "cover"): Omit<MixedKind, "kind" | "make"> => {
  const lines = [`${image} ${why}`];
  return { dry: lines, left: lines, shows: "placeholder" };
};
/** The value says that there is no picture, or it is nobody's task. */
const nothing = { dry: [], shows: "placeholder" } as const;

/** A file below `images/`, and how the row names it. */
const named = (
  kind: string,
  file: (n: number) => string,
  value: (file: string, n: number) => string = (path) => path,
): MixedKind => ({
  kind,
  make: async (world, n, photo) => {
    await world.file(file(n), photo);
    return { cover: value(file(n), n) };
  },
});
const plain = (n: number) => `images/${n}.jpg`;

const PATHS: readonly MixedKind[] = [
  named("a relative path", plain),
  named("backslashes of Windows", plain, (path) => path.replaceAll("/", "\\")),
  named("an absolute path of a container", plain, (path) => `/app/${path}`),
  named("an absolute path of another machine", plain, (path) => `/Users/me/shop/${path}`),
  named("a file: URL", plain, (path) => `file:///app/${path}`),
  named("percent-encoding", (n) => `images/chair ${n} é.jpg`, (path) => encodeURI(path)),
  named("the other form of Unicode", (n) => `images/cafe\u0301 ${n}.jpg`, (p) => p.normalize()),
  named("another case", (n) => `images/Case${n}.JPG`, (path) => path.toLowerCase()),
  named("white space and quotes", plain, (path) => ` "${path}"\r\n`),
  named("a list of one path", plain, (path) => JSON.stringify([path])),
  named("a query that defeats caches", plain, (path) => `${path}?v=1649116800`),
  named(".. that stays below the folder", plain, (path) => path.replace("/", "/x/../")),
  {
    kind: "a thumb alone",
    make: async (world, n, photo) => {
      await world.file(plain(n), photo);
      return { cover: "None", thumb: plain(n) };
    },
  },
  {
    kind: "a good thumb beside a cover that is gone",
    make: async (world, n, photo) => {
      await world.file(`thumbs/${n}.jpg`, photo);
      return { cover: `gone/${n}.jpg`, thumb: `thumbs/${n}.jpg` };
    },
    // The cover may be found again, so the small picture does not take its place.
    ...left("missing not_found"),
    dry: ["cover missing not_found", "thumb ready"],
    listed: "marker",
  },
  {
    kind: "a missing file",
    make: (_, n) => ({ cover: `gone/${n}.jpg` }),
    ...left("missing not_found"),
  },
  {
    kind: "a near miss",
    make: async (world, n, photo) => {
      await world.file(`near/chair-${n}-red.jpg`, photo);
      return { cover: `near/chair-${n}-rde.jpg` };
    },
    ...left("missing not_found"),
  },
  {
    kind: "twins that differ in case",
    make: async (world, n, photo) => {
      await world.file(`images/Twin${n}.jpg`, photo);
      await world.file(`images/twin${n}.jpg`, photo);
      return { cover: `images/TWIN${n}.jpg` };
    },
    ...left("ambiguous several_files"),
  },
  {
    kind: ".. that leads out",
    make: () => ({ cover: "../../etc/hostname" }),
    ...left("hostile outside_root"),
  },
  {
    kind: "a link to the outside",
    make: async ({ root }, n) => {
      await Deno.mkdir(`${root}/images`, { recursive: true });
      await Deno.symlink("/etc/hostname", `${root}/images/out${n}.jpg`);
      return { cover: `images/out${n}.jpg` };
    },
    ...left("hostile outside_root"),
  },
];

/** A file whose bytes are odd. */
const odd = (
  kind: string,
  ending: string,
  change: (photo: Uint8Array<ArrayBuffer>, n: number) => Promise<Uint8Array> | Uint8Array,
  more: Omit<MixedKind, "kind" | "make"> = {},
): MixedKind => ({
  kind,
  make: async (world, n, photo) => {
    await world.file(`odd/${n}.${ending}`, await change(photo, n));
    return { cover: `odd/${n}.${ending}` };
  },
  ...more,
});

/** Changes of JPEGs that viewers show all the same. */
const CHANGES = [...ODD_ENDS, ...ODD_SEGMENTS]
  .filter(({ change, usual, sharp, isScene }) =>
    change !== undefined && usual === undefined && sharp === "stored" && isScene
  )
  .map(({ change }) => change!);
const oddJpeg = odd(
  "a JPEG that a strict reader minds",
  "jpg",
  (photo, n) => CHANGES[n % CHANGES.length]!(photo),
);

const FILES: readonly MixedKind[] = [
  oddJpeg,
  oddJpeg,
  odd("a PNG", "png", (photo) => sharp(photo).png().toBuffer()),
  odd("a WebP with the ending of a JPEG", "jpg", (photo) => sharp(photo).webp().toBuffer()),
  odd(
    "a progressive JPEG",
    "jpeg",
    (photo) => sharp(photo).jpeg({ progressive: true, quality: 90 }).toBuffer(),
  ),
  odd(
    "a JPEG that EXIF turns",
    "jpg",
    (photo) =>
      sharp(photo).rotate(270).jpeg({ quality: 90 }).withMetadata({ orientation: 6 }).toBuffer(),
  ),
  odd("a JPEG that was cut", "jpg", (photo) => photo.subarray(0, photo.length / 2), {
    ...left("unreadable corrupt"),
    maySeemReady: true,
  }),
  odd("a file without bytes", "jpg", () => new Uint8Array(), left("unreadable empty")),
  odd("a text", "jpg", () => new TextEncoder().encode("<html>404</html>"), {
    ...left("unsupported unsupported_type"),
  }),
];

/** An object that the old shop put, and how the row names it. */
const adopted = (
  kind: string,
  key: (n: number) => string,
  url: (publicUrl: string, key: string) => string,
): MixedKind => ({
  kind,
  make: async (world, n, photo) => {
    await world.object(key(n), photo);
    return { cover: url(world.publicUrl, key(n)) };
  },
  dry: ["cover ready"],
});

const ADDRESSES: readonly MixedKind[] = [
  adopted(
    "an object, encoded",
    (n) => `old/blue teapot ${n} é.jpg`,
    (base, key) => `${base}/${encodeURI(key)}`,
  ),
  adopted(
    "an object, signed",
    (n) => `old/${n}.jpg`,
    (base, key) => `${base}/${key}?X-Amz-Signature=0a1b`,
  ),
  {
    kind: "an object that is gone",
    make: ({ publicUrl }, n) => ({ cover: `${publicUrl}/old/gone-${n}.jpg` }),
    ...left("missing object_not_found"),
  },
  {
    kind: "a data: URL",
    make: (_, __, photo) => ({ cover: `data:image/jpeg;base64,${photo.toBase64()}` }),
  },
  {
    kind: "a data: URL that is damaged",
    make: () => ({ cover: "data:image/jpeg;base64,***" }),
    ...left("unreadable corrupt"),
  },
  {
    kind: "a file_id of this bot",
    make: async (world, _, photo) => ({ cover: await world.photo(photo, "own") }),
  },
  {
    kind: "a file_id of another bot",
    make: async (world, _, photo) => ({ cover: await world.photo(photo, "other") }),
    ...left("missing not_given_to_this_bot"),
  },
  {
    kind: "an address of others",
    make: (_, n) => ({ cover: `https://127.0.0.1:1/${n}.jpg` }),
    ...nothing,
  },
  {
    kind: "ftp:",
    make: (_, n) => ({ cover: `ftp://old.example/${n}.jpg` }),
    ...left("unsupported unknown_scheme"),
  },
  {
    kind: "a link without its file",
    make: () => ({ cover: "AQADL7AxG6Cg1FJ4" }),
    ...left("unsupported file_unique_id"),
  },
  {
    kind: "words for nothing",
    make: (_, n) => ({ cover: ["None", "null", "nan", "-"][n % 4]! }),
    dry: ["cover no_picture"],
    shows: "placeholder",
  },
  { kind: "empty", make: (_, n) => ({ cover: n % 2 === 0 ? "" : null, thumb: null }), ...nothing },
];

/** One of each kind. */
export const MIXED_KINDS: readonly MixedKind[] = [...PATHS, ...FILES, ...ADDRESSES];
