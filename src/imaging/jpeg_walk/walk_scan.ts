import { type PassBlock, walkBlocks } from "./blocks.ts";
import type { Frame } from "./frame.ts";
import type { Scan } from "./scan.ts";
import { ScanBits } from "./scan_bits.ts";

/** A part of a file: the offsets of its start and of its end. */
export type Range = readonly [start: number, end: number];

const FIRST_RESTART = 0xd0;
/** Of a file with bytes before its restarts. Millions would fill the heap. */
const MAX_RANGES = 10_000;

/**
 * Passes over every block of a scan, from the end of its header. Returns the parts of the file that hold them, without
 * what lies between the data and a restart. Undefined if a block or a restart is missing.
 */
export function walkScan(
  bytes: Uint8Array,
  at: number,
  { frame, scan, restartInterval }: {
    readonly frame: Frame;
    readonly scan: Scan;
    /** In MCUs; 0 for no restarts. */
    readonly restartInterval: number;
  },
): Range[] | undefined {
  const bits = new ScanBits(bytes, at);
  const { pass, restart } = walkBlocks(scan, bits, frame.isProgressive);
  const { mcus, passMcu } = mcusOf(frame, scan, pass);
  const ranges: Range[] = [];
  let start = at;
  for (let mcu = 0; mcu < mcus; mcu++) {
    if (restartInterval > 0 && mcu > 0 && mcu % restartInterval === 0) {
      const marker = nextInScan(bytes, bits.end);
      const expected = FIRST_RESTART + ((mcu / restartInterval - 1) & 7);
      if (bytes[marker + 1] !== expected || ranges.length > MAX_RANGES) return undefined;
      if (marker !== bits.end) {
        ranges.push([start, bits.end]);
        start = marker;
      }
      bits.restartAt(marker + 2);
      restart();
    }
    passMcu(mcu);
    if (bits.isBroken) return undefined;
  }
  return [...ranges, [start, bits.end]];
}

/** The MCUs of a scan: those of the frame, or single blocks if the scan has one component (ITU T.81, A.2). */
function mcusOf({ mcuColumns, mcuRows }: Frame, { parts }: Scan, pass: PassBlock) {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) {
    const { columns, rows, stride } = only.component;
    const passMcu = (mcu: number) => pass(only, Math.floor(mcu / columns) * stride + mcu % columns);
    return { mcus: columns * rows, passMcu };
  }
  const passMcu = (mcu: number) => {
    const [row, column] = [Math.floor(mcu / mcuColumns), mcu % mcuColumns];
    for (const part of parts) {
      const { across, down, stride } = part.component;
      const first = row * down * stride + column * across;
      for (let y = 0; y < down; y++) {
        for (let x = 0; x < across; x++) pass(part, first + y * stride + x);
      }
    }
  };
  return { mcus: mcuColumns * mcuRows, passMcu };
}

/** The next marker of any kind, or the end of the file. */
function nextInScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff) return at;
  }
  return bytes.length;
}
