import { COEFFICIENTS, type Component, type Frame } from "./frame.ts";
import { huffmanLookup, type HuffmanSpec } from "./huffman.ts";

/** The latest tables, by their number. */
export interface HuffmanTables {
  readonly dc: Map<number, HuffmanSpec>;
  readonly ac: Map<number, HuffmanSpec>;
}

/** A component in a scan, and its tables: empty where the scan has no codes of this kind. */
export interface ScanComponent {
  readonly component: Component;
  readonly dc: Uint16Array;
  readonly ac: Uint16Array;
}

/** What a scan header says. */
export interface Scan {
  readonly parts: readonly ScanComponent[];
  /** The first and last coefficient, in zigzag order. */
  readonly first: number;
  readonly last: number;
  /** Whether it brings one more bit of coefficients that came before. */
  readonly refines: boolean;
  /** How many low bits are still to come. */
  readonly low: number;
}

/** The most blocks of an MCU: ITU T.81, B.2.3. */
const MAX_MCU_BLOCKS = 10;
const NO_TABLE = new Uint16Array(0);

/** Reads a scan header (ITU T.81, B.2.3). Undefined if it is damaged or not legal for its frame. */
export function readScan(
  header: Uint8Array,
  frame: Frame,
  tables: HuffmanTables,
): Scan | undefined {
  const count = header[0] ?? 0;
  if (count === 0 || header.length !== 4 + 2 * count) return undefined;
  const [first, last, bits] = [header.at(-3)!, header.at(-2)!, header.at(-1)!];
  const [high, low] = [bits >> 4, bits & 15];
  const isLegal = frame.isProgressive
    ? isProgressiveScan(first, last, count)
    : first === 0 && last === COEFFICIENTS - 1 && bits === 0;
  if (!isLegal) return undefined;
  const refines = high > 0;
  const parts: ScanComponent[] = [];
  for (let index = 0; index < count; index++) {
    const [id, selector] = [header[1 + 2 * index], header[2 + 2 * index]!];
    // Some encoders give all components one id.
    const component = frame.components.find((each) =>
      each.id === id && parts.every((part) => part.component !== each)
    );
    const dc = first > 0 || refines ? NO_TABLE : lookupOf(tables.dc, selector >> 4);
    const ac = last === 0 ? NO_TABLE : lookupOf(tables.ac, selector & 15);
    if (component === undefined || dc === undefined || ac === undefined) return undefined;
    parts.push({ component, dc, ac });
  }
  const blocks = parts.reduce((sum, { component: { across, down } }) => sum + across * down, 0);
  if (count > 1 && blocks > MAX_MCU_BLOCKS) return undefined;
  return { parts, first, last, refines, low };
}

/** The DC coefficients of several components, or AC coefficients of one (ITU T.81, G.1.1.1). */
function isProgressiveScan(first: number, last: number, count: number): boolean {
  if (first === 0) return last === 0;
  return first <= last && last < COEFFICIENTS && count === 1;
}

function lookupOf(
  tables: ReadonlyMap<number, HuffmanSpec>,
  index: number,
): Uint16Array | undefined {
  const spec = tables.get(index);
  return spec === undefined ? undefined : huffmanLookup(spec);
}
