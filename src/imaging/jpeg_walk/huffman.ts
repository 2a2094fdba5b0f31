/** The counts of the codes of 1 to 16 bits, then their symbols: as in a DHT segment (ITU T.81, B.2.4.2). */
export type HuffmanSpec = Uint8Array;

const COUNTS = 16;

/** The size of a table in a DHT segment; undefined if it is cut. */
export function specLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < COUNTS) return undefined;
  const length = bytes.subarray(0, COUNTS).reduce((sum, count) => sum + count, COUNTS);
  return length <= bytes.length ? length : undefined;
}

/**
 * For each 16 bits that may come, the length of their first code in bits << 8 | its symbol; 0 if no code begins so.
 * Undefined if there are more codes than fit.
 */
export function huffmanLookup(spec: HuffmanSpec): Uint16Array | undefined {
  const lookup = new Uint16Array(1 << 16);
  let next = 0;
  let symbol = COUNTS;
  for (let bits = 1; bits <= COUNTS; bits++) {
    const width = 1 << (COUNTS - bits);
    for (let left = spec[bits - 1]!; left > 0; left--, next += width) {
      if (next + width > lookup.length) return undefined;
      lookup.fill((bits << 8) | spec[symbol++]!, next, next + width);
    }
  }
  return lookup;
}

const DC_SYMBOLS = "000102030405060708090a0b";

/**
 * The typical tables of T.81, K.3.3: luminance, chrominance. Frames of a Motion JPEG leave them out, and decoders know
 * them.
 */
export const TYPICAL_DC: readonly HuffmanSpec[] = [
  Uint8Array.fromHex("00010501010101010100000000000000" + DC_SYMBOLS),
  Uint8Array.fromHex("00030101010101010101010000000000" + DC_SYMBOLS),
];

/** As {@link TYPICAL_DC}. */
export const TYPICAL_AC: readonly HuffmanSpec[] = [
  Uint8Array.fromHex(
    "0002010303020403050504040000017d" +
      "0102030004110512213141061351610722711432" +
      "8191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435" +
      "363738393a434445464748494a535455565758595a636465666768696a737475" +
      "767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2" +
      "b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6" +
      "e7e8e9eaf1f2f3f4f5f6f7f8f9fa",
  ),
  Uint8Array.fromHex(
    "00020102040403040705040400010277" +
      "0001020311040521310612415107617113223281" +
      "08144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a" +
      "35363738393a434445464748494a535455565758595a636465666768696a7374" +
      "75767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9" +
      "aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5" +
      "e6e7e8e9eaf2f3f4f5f6f7f8f9fa",
  ),
];
