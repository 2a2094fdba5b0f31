import { viewOf } from "../containers/container.ts";

/** The coefficients of a block. */
export const COEFFICIENTS = 64;

/** More bits than a coefficient has. */
export const NONE_YET = 16;

/** One colour of a frame. Sizes are in blocks of 8 × 8 samples. */
export interface Component {
  readonly id: number;
  /** Blocks of an MCU: across and down. */
  readonly across: number;
  readonly down: number;
  /** The blocks that hold samples. A scan of this component alone has only these. */
  readonly columns: number;
  readonly rows: number;
  /** The blocks of a line, with those that only fill the last MCU. */
  readonly stride: number;
  /** Two words for each block: a bit for each coefficient that is not zero. Used by progressive frames only. */
  readonly nonZero: Uint32Array;
  /** How many low bits of each coefficient are still to come; {@link NONE_YET} if none has come. */
  readonly bitsToCome: Uint8Array;
}

/** What a frame header says. */
export interface Frame {
  readonly isProgressive: boolean;
  readonly components: readonly Component[];
  readonly mcuColumns: number;
  readonly mcuRows: number;
}

const BASELINE = 0xc0;
const EXTENDED = 0xc1;
const PROGRESSIVE = 0xc2;

/** Reads a frame header (ITU T.81, B.2.2). Undefined if it is damaged, or of a kind that viewers do not show. */
export function readFrame(marker: number, header: Uint8Array): Frame | undefined {
  if (marker !== BASELINE && marker !== EXTENDED && marker !== PROGRESSIVE) return undefined;
  const count = header[5] ?? 0;
  if (count === 0 || header.length !== 6 + 3 * count || header[0] !== 8) return undefined;
  const view = viewOf(header);
  const [heightPx, widthPx] = [view.getUint16(1), view.getUint16(3)];
  const factors = Array.from({ length: count }, (_, index) => {
    const [id, sampling] = [header[6 + 3 * index]!, header[7 + 3 * index]!];
    return { id, across: sampling >> 4, down: sampling & 15 };
  });
  const areLegal = factors.every(({ across, down }) =>
    across >= 1 && across <= 4 && down >= 1 && down <= 4
  );
  if (!areLegal || widthPx === 0 || heightPx === 0) return undefined;
  const mostAcross = Math.max(...factors.map(({ across }) => across));
  const mostDown = Math.max(...factors.map(({ down }) => down));
  const mcuColumns = Math.ceil(widthPx / (8 * mostAcross));
  const mcuRows = Math.ceil(heightPx / (8 * mostDown));
  const isProgressive = marker === PROGRESSIVE;
  const components = factors.map(({ id, across, down }) => ({
    id,
    across,
    down,
    columns: Math.ceil(Math.ceil((widthPx * across) / mostAcross) / 8),
    rows: Math.ceil(Math.ceil((heightPx * down) / mostDown) / 8),
    stride: mcuColumns * across,
    nonZero: new Uint32Array(isProgressive ? 2 * mcuColumns * across * mcuRows * down : 0),
    bitsToCome: new Uint8Array(COEFFICIENTS).fill(NONE_YET),
  }));
  return { isProgressive, components, mcuColumns, mcuRows };
}
