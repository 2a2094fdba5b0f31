import type { ScanBits } from "./scan_bits.ts";
import type { Scan, ScanComponent } from "./scan.ts";

/** Passes over the codes of one block. The block is given by its index in its component. */
export type PassBlock = (part: ScanComponent, block: number) => void;

/** Passes over blocks of a scan. */
export interface BlockWalk {
  readonly pass: PassBlock;
  /** To be called at the start and after each restart. */
  readonly restart: () => void;
}

/** A run of 16 zeros, and no value after it. */
const LONG_RUN = 15;

/** How to pass over the blocks of a scan (ITU T.81, F.2.2 and G.2). No coefficient is computed. */
export function walkBlocks(scan: Scan, bits: ScanBits, isProgressive: boolean): BlockWalk {
  const nothing = () => {};
  if (!isProgressive) return { pass: (part) => passSequential(part, bits), restart: nothing };
  if (scan.first > 0) return scan.refines ? refineAc(scan, bits) : firstAc(scan, bits);
  return {
    pass: scan.refines ? () => bits.skip(1) : ({ dc }) => bits.skip(bits.symbol(dc) & 15),
    restart: nothing,
  };
}

function passSequential({ dc, ac }: ScanComponent, bits: ScanBits): void {
  bits.skip(bits.symbol(dc) & 15);
  for (let at = 1; at < 64; at++) {
    const symbol = bits.symbol(ac);
    const size = symbol & 15;
    at += symbol >> 4;
    if (size > 0) bits.skip(size);
    else if (symbol >> 4 < LONG_RUN) return;
  }
}

function firstAc({ first, last }: Scan, bits: ScanBits): BlockWalk {
  /** How many blocks have no value any more. */
  let emptyBlocks = 0;
  const pass: PassBlock = ({ component: { nonZero }, ac }, block) => {
    if (emptyBlocks > 0) return void emptyBlocks--;
    for (let at = first; at <= last; at++) {
      const symbol = bits.symbol(ac);
      const [run, size] = [symbol >> 4, symbol & 15];
      if (size === 0 && run < LONG_RUN) {
        emptyBlocks = (1 << run) - 1 + bits.read(run);
        return;
      }
      at += run;
      if (size === 0) continue;
      bits.skip(size);
      mark(nonZero, block, at);
    }
  };
  return { pass, restart: () => emptyBlocks = 0 };
}

function refineAc({ first, last }: Scan, bits: ScanBits): BlockWalk {
  let emptyBlocks = 0;
  const pass: PassBlock = ({ component: { nonZero }, ac }, block) => {
    let at = first;
    while (emptyBlocks === 0 && at <= last) {
      const symbol = bits.symbol(ac);
      const [run, size] = [symbol >> 4, symbol & 15];
      if (size === 0 && run < LONG_RUN) {
        emptyBlocks = (1 << run) + bits.read(run);
        break;
      }
      // The sign of the new value.
      if (size > 0) bits.skip(1);
      for (let zeros = run; at <= last; at++) {
        if (isMarked(nonZero, block, at)) bits.skip(1);
        else if (--zeros < 0) break;
      }
      if (size > 0) mark(nonZero, block, at);
      at++;
    }
    if (emptyBlocks === 0) return;
    for (; at <= last; at++) if (isMarked(nonZero, block, at)) bits.skip(1);
    emptyBlocks--;
  };
  return { pass, restart: () => emptyBlocks = 0 };
}

function mark(nonZero: Uint32Array, block: number, coefficient: number): void {
  if (coefficient < 64) nonZero[2 * block + (coefficient >> 5)]! |= 1 << (coefficient & 31);
}

function isMarked(nonZero: Uint32Array, block: number, coefficient: number): boolean {
  return (nonZero[2 * block + (coefficient >> 5)]! & (1 << (coefficient & 31))) !== 0;
}
