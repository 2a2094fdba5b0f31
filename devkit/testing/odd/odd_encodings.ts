/**
 * Pictures that viewers show although a strict reader minds something, and others that viewers do not show. The files
 * are in `tests/imaging/odd_pictures/`, whose README tells how each was made. docs/pictures.md shows the same table.
 * @module
 */
import type { OddEncoding } from "./encoding.ts";
import { ODD_ENDS } from "./jpeg_ends.ts";
import { ODD_SEGMENTS } from "./jpeg_heads.ts";
import { JPEGS } from "./jpegs.ts";
import { ORIENTATIONS } from "./orientations.ts";
import { OTHERS, REFUSED } from "./others.ts";
import { PNGS } from "./pngs.ts";

/** All of them. */
export const ODD_ENCODINGS: readonly OddEncoding[] = [
  ...JPEGS,
  ...ODD_ENDS,
  ...ODD_SEGMENTS,
  ...ORIENTATIONS,
  ...PNGS,
  ...OTHERS,
  ...REFUSED,
];
