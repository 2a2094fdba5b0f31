import { JPEG_QUALITY } from "../limits.ts";
import { FRAME_GLYPH, type Glyph, GLYPHS } from "./glyphs.ts";
import { initialsOf } from "./initials.ts";
import { hueOf, toHex } from "./palette.ts";
import type { PlaceholderOf } from "../worker/protocol.ts";

/** The side of the square placeholder. */
export const PLACEHOLDER_SIDE_PX = 800;

/** The height of capitals, as a part of the side. */
const CAPITAL_HEIGHT = 0.3;
/** The width of the pen and the space between letters, in glyph units. */
const PEN_WIDTH = 13;
const LETTER_SPACING = 30;

/**
 * Draws the placeholder of a product: a tile in the product's own colour with the initials of its title, as a JPEG. The
 * same product gives the same bytes.
 *
 * It loads native code, which the permissions of production allow to the render process alone. So the shop calls
 * `PlaceholderDrawer.drawPlaceholder`.
 */
export async function drawPlaceholder(
  { title, productId }: PlaceholderOf,
): Promise<Uint8Array> {
  // Loaded here, not at import: a process that draws no placeholder needs no native code.
  const { Image } = await import("imagescript");
  const tile = await Image.renderSVG(tileSvg(title, productId));
  return await tile.encodeJPEG(JPEG_QUALITY);
}

/** The drawing. The product's text only chooses shapes; it is not part of the SVG. */
function tileSvg(title: string, productId: string): string {
  const side = PLACEHOLDER_SIDE_PX;
  const hue = hueOf(productId);
  const colour = (lightness: number, chroma: number, turn = 0) =>
    toHex({ lightness, chroma, hue: hue + turn });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">
    <defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="${colour(0.7, 0.075)}"/>
      <stop offset="1" stop-color="${colour(0.54, 0.085, 24)}"/>
    </linearGradient></defs>
    <rect width="${side}" height="${side}" fill="url(#g)"/>
    <circle cx="${0.86 * side}" cy="${0.12 * side}" r="${
    0.46 * side
  }" fill="#fff" fill-opacity=".07"/>
    <circle cx="${0.1 * side}" cy="${0.98 * side}" r="${
    0.34 * side
  }" fill="#000" fill-opacity=".05"/>
    <g fill="none" stroke="#fff" stroke-opacity=".95" stroke-width="${PEN_WIDTH}"
      stroke-linecap="round" stroke-linejoin="round">${letters(glyphsOf(title))}</g>
  </svg>`;
}

function glyphsOf(title: string): Glyph[] {
  const glyphs = [...initialsOf(title)].flatMap((letter) => GLYPHS.get(letter) ?? []);
  return glyphs.length > 0 ? glyphs : [FRAME_GLYPH];
}

/** The glyphs side by side, in the middle of the tile. */
function letters(glyphs: readonly Glyph[]): string {
  const scale = (CAPITAL_HEIGHT * PLACEHOLDER_SIDE_PX) / 100;
  const width = glyphs.reduce((sum, glyph) => sum + glyph.width + LETTER_SPACING, -LETTER_SPACING);
  let x = (PLACEHOLDER_SIDE_PX / scale - width) / 2;
  const y = (PLACEHOLDER_SIDE_PX / scale - 100) / 2;
  const paths = glyphs.map((glyph) => {
    const path = `<path transform="translate(${x} ${y})" d="${glyph.path}"/>`;
    x += glyph.width + LETTER_SPACING;
    return path;
  });
  return `<g transform="scale(${scale})">${paths.join("")}</g>`;
}
