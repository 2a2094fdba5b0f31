import { type Box, boxesIn, NotUnderstood, wholeBoxes } from "./avif_boxes.ts";
import { type Extent, type Item, type ItemEntry, readExtents, readItems } from "./avif_items.ts";
import { viewOf } from "./container.ts";
import { orientationExif } from "./exif.ts";

/** Items that are pixels, or say how pixels are put together (AVIF 1.1, section 2; ISO/IEC 23008-12, section 6.6). */
const PIXELS = new Set(["av01", "grid", "iovl", "iden", "tmap"]);
/** Boxes of `meta` that only number, place and join items. */
const JOINING = new Set(["pitm", "iloc", "iref", "grpl"]);
/** Properties that decide how a picture looks, its colour profile among them. Descriptions and times are none of them. */
const PROPERTIES = new Set(
  ["ispe", "pixi", "av1C", "colr", "irot", "imir", "clap", "pasp", "auxC", "rloc"].concat(
    ["a1op", "a1lx", "lsel", "clli", "mdcv", "cclv", "amve"],
  ),
);
/** Of `hdlr`: version, handler and reserved bytes. A name follows. */
const HANDLER_BYTES = 24;
/** A full box begins with its version and flags. */
const VERSION_BYTES = 4;

/**
 * The same AVIF without metadata. Nothing moves: offsets count from the start of the file. What is no pixel, and is not needed
 * to find pixels, becomes zeros: EXIF, XMP, names, descriptions, unknown boxes, and all that nothing points to. An EXIF item
 * becomes an empty one, because decoders may refuse a broken one.
 *
 * Undefined for a file whose parts are not all understood.
 */
export function stripAvif(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  try {
    const boxes = wholeBoxes(bytes, 0, bytes.length);
    const made = new Uint8Array(boxes.at(-1)?.end ?? 0);
    const copy = (from: number, to: number) => made.set(bytes.subarray(from, to), from);
    for (const box of boxes) {
      if (box.type === "moov") return undefined;
      if (box.type === "ftyp") copy(box.at, box.end);
      else if (box.type === "mdat") copy(box.at, box.body);
      else if (box.type === "meta") copyMeta(bytes, made, box);
      else makeFree(made, box, copy);
    }
    return made;
  } catch (error) {
    // A RangeError: a number lies behind the end of the file.
    if (error instanceof NotUnderstood || error instanceof RangeError) return undefined;
    throw error;
  }
}

type Copy = (from: number, to: number) => void;

function makeFree(made: Uint8Array, { at, body }: Box, copy: Copy): void {
  copy(at, body);
  made.set(new TextEncoder().encode("free"), at + 4);
}

function copyMeta(bytes: Uint8Array, made: Uint8Array, meta: Box): void {
  const copy: Copy = (from, to) => made.set(bytes.subarray(from, to), from);
  copy(meta.at, meta.body + VERSION_BYTES);
  const boxes = boxesIn(bytes, meta.body + VERSION_BYTES, meta.end);
  const only = (type: string) => {
    const [box, second] = boxes.filter((each) => each.type === type);
    if (box === undefined || second !== undefined) throw new NotUnderstood(type);
    return box;
  };
  const items = readItems(bytes, only("iinf"));
  const extents = readExtents(bytes, only("iloc"));
  for (const box of boxes) {
    const { type, at, body, end } = box;
    if (JOINING.has(type)) copy(at, end);
    else if (type === "hdlr") copy(at, Math.min(end, body + HANDLER_BYTES));
    else if (type === "idat") copy(at, body);
    else if (type === "iinf") copyEntries(bytes, box, items, copy);
    else if (type === "iprp") copyProperties(bytes, made, box, copy);
    else makeFree(made, box, copy);
  }
  copyItems(made, { items, extents, idat: boxes.find(({ type }) => type === "idat") }, copy);
}

function copyEntries(bytes: Uint8Array, iinf: Box, items: readonly ItemEntry[], copy: Copy): void {
  const countBytes = viewOf(bytes).getUint8(iinf.body) === 0 ? 2 : 4;
  copy(iinf.at, iinf.body + VERSION_BYTES + countBytes);
  let from = iinf.body + VERSION_BYTES + countBytes;
  for (const { namesAt, end } of items) {
    copy(from, namesAt);
    from = end;
  }
}

/** The place of a property is its number, so one that is left out stays as a free box. */
function copyProperties(bytes: Uint8Array, made: Uint8Array, iprp: Box, copy: Copy): void {
  copy(iprp.at, iprp.body);
  for (const box of boxesIn(bytes, iprp.body, iprp.end)) {
    if (box.type === "ipma") copy(box.at, box.end);
    else if (box.type !== "ipco") makeFree(made, box, copy);
    else {
      copy(box.at, box.body);
      for (const property of boxesIn(bytes, box.body, box.end)) {
        if (PROPERTIES.has(property.type)) copy(property.at, property.end);
        else makeFree(made, property, copy);
      }
    }
  }
}

/** A reader skips four bytes to the EXIF block (ISO/IEC 23008-12, annex A.2.1). */
const EMPTY_EXIF = Uint8Array.from([0, 0, 0, 0, ...orientationExif(1)]);

function copyItems(
  made: Uint8Array,
  { items, extents, idat }: {
    readonly items: readonly Item[];
    readonly extents: readonly Extent[];
    readonly idat: Box | undefined;
  },
  copy: Copy,
): void {
  const typeOf = new Map(items.map(({ id, type }) => [id, type]));
  const placed = extents.map(({ id, at, size, isInIdat }) => {
    if (isInIdat && idat === undefined) throw new NotUnderstood("idat");
    const from = at + (isInIdat ? idat!.body : 0);
    if (from + size > made.length) throw new NotUnderstood("an item is cut");
    return { id, type: typeOf.get(id) ?? "", from, size };
  });
  const exifs = placed.filter(({ type }) => type === "Exif");
  for (const { id, from, size } of exifs) {
    const isWhole = exifs.filter((each) => each.id === id).length === 1;
    if (!isWhole || size < EMPTY_EXIF.length) throw new NotUnderstood("EXIF in pieces");
    made.set(EMPTY_EXIF, from);
  }
  // Pixels come last: a damaged file may have both at one place.
  for (const { type, from, size } of placed) if (PIXELS.has(type)) copy(from, from + size);
}
