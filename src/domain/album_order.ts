import type { PlaceInAlbum } from "./commands.ts";

/**
 * The pictures of a product with a new one of an album: behind the one that comes before it in the album, else before the one
 * that comes after it. The messages of an album arrive in any order.
 *
 * It becomes the first only where the album itself began the product: a picture that its seller put first stays first.
 */
export function withPictureOfAlbum(
  pictures: readonly number[],
  added: number,
  { turn, others }: PlaceInAlbum,
): readonly number[] {
  const there = others.filter(({ picture }) => pictures.includes(picture))
    .toSorted((one, other) => one.turn - other.turn);
  const before = there.findLast((each) => each.turn < turn);
  const after = there.find((each) => each.turn > turn);
  if (before !== undefined) return putIn(pictures, pictures.indexOf(before.picture) + 1, added);
  if (after === undefined) return [...pictures, added];
  const place = pictures.indexOf(after.picture);
  const [first = added] = pictures;
  const isOfAlbum = (picture: number) => there.some((each) => each.picture === picture);
  const mayLead = pictures.every((picture) => picture >= first || isOfAlbum(picture));
  return putIn(pictures, place === 0 && !mayLead ? 1 : place, added);
}

function putIn(pictures: readonly number[], place: number, added: number): readonly number[] {
  return pictures.toSpliced(place, 0, added);
}

/** Which pictures must be put first, one after another, to get from one order to another. The fewest that do. */
export function putFirstFor(
  current: readonly number[],
  wanted: readonly number[],
): readonly number[] {
  const most = wanted.findIndex((_, count) => {
    const moved = new Set(wanted.slice(0, count));
    const rest = current.filter((picture) => !moved.has(picture));
    return rest.every((picture, place) => picture === wanted[count + place]);
  });
  return wanted.slice(0, Math.max(most, 0)).toReversed();
}
