import { BoundedMap } from "../../std/mod.ts";

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
 * The latest lookups, 128 KiB each. A picture has at most eight tables, each scan uses them again, and many cameras
 * write the same ones into every picture.
 */
const latest = new BoundedMap<string, Uint16Array>(8);

/**
 * For each 16 bits that may come, the length of their first code in bits << 8 | its symbol; 0 if no code begins so.
 * Undefined if there are more codes than fit. Lookups are shared: only read them.
 */
export function huffmanLookup(spec: HuffmanSpec): Uint16Array | undefined {
  const key = spec.toHex();
  const lookup = latest.get(key) ?? makeLookup(spec);
  if (lookup !== undefined) latest.set(key, lookup);
  return lookup;
}

function makeLookup(spec: HuffmanSpec): Uint16Array | undefined {
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

/**
 * The data of a DHT segment with the typical tables of T.81, K.3.3: luminance and chrominance, for DC and for AC
 * coefficients.
 */
export const TYPICAL_TABLES: Uint8Array = Uint8Array.fromHex(
  "0000010501010101010100000000000000000102030405060708090a0b" +
    "0100030101010101010101010000000000000102030405060708090a0b" +
    "100002010303020403050504040000017d010203000411051221314106135161" +
    "07227114328191a1082342b1c11552d1f02433627282090a161718191a252627" +
    "28292a3435363738393a434445464748494a535455565758595a636465666768" +
    "696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6" +
    "a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1" +
    "e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa" +
    "1100020102040403040705040400010277000102031104052131061241510761" +
    "711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a" +
    "262728292a35363738393a434445464748494a535455565758595a6364656667" +
    "68696a737475767778797a82838485868788898a92939495969798999aa2a3a4" +
    "a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9" +
    "dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa",
);
