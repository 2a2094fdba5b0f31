/**
 * The kinds of rows that a real shop mixes, each with what must become of it.
 * @module
 */
import sharp from "sharp";
import { ODD_ENDS } from "./odd/jpeg_ends.ts";
import { ODD_SEGMENTS } from "./odd/jpeg_heads.ts";
import { left, type MixedKind } from "./mixed_kind.ts";
import { ADDRESSES } from "./mixed_addresses.ts";

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
    // The cover may be found again. Until then, the small picture stands in for it.
    left: ["cover missing not_found"],
    dry: ["cover missing not_found", "thumb ready"],
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

/** One of each kind. */
export const MIXED_KINDS: readonly MixedKind[] = [...PATHS, ...FILES, ...ADDRESSES];
