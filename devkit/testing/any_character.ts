import fc from "fast-check";

const SURROGATES_START = 0xd800;
const SURROGATES_END = 0xe000;
const UNICODE_END = 0x110000;

/**
 * Any character of Unicode, without half pairs: a unit of `fc.string`. It gives the same texts as the unit "binary", which
 * keeps a list of all characters for as long as the worker lives: 85 MB.
 */
export const anyCharacter: fc.Arbitrary<string> = fc.nat({
  max: UNICODE_END - (SURROGATES_END - SURROGATES_START) - 1,
}).map(characterAt, indexOf);

function characterAt(index: number): string {
  const gap = index < SURROGATES_START ? 0 : SURROGATES_END - SURROGATES_START;
  return String.fromCodePoint(index + gap);
}

/** fast-check asks for the index of a value that it did not make. It takes an error for "none". */
function indexOf(character: unknown): number {
  const code = typeof character === "string" ? character.codePointAt(0) : undefined;
  if (code === undefined || String.fromCodePoint(code) !== character) {
    throw new TypeError("Cannot find the index: not one character");
  }
  if (code < SURROGATES_START) return code;
  if (code < SURROGATES_END) throw new RangeError("Cannot find the index: half a pair");
  return code - (SURROGATES_END - SURROGATES_START);
}
