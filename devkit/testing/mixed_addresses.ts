import { left, type MixedKind, nothing } from "./mixed_kind.ts";

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

/** Rows that name no file: objects, addresses, Telegram's ids, pictures as text, and nothing. */
export const ADDRESSES: readonly MixedKind[] = [
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
