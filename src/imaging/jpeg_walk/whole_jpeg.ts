import {
  END_OF_IMAGE,
  isFrame,
  nextSegment,
  segmentHeaderEnd,
  START_OF_SCAN,
} from "../containers/jpeg_segments.ts";
import { joinPieces, viewOf } from "../containers/container.ts";
import { type Frame, NONE_YET, readFrame } from "./frame.ts";
import { specLength, TYPICAL_TABLES } from "./huffman.ts";
import { type HuffmanTables, readScan } from "./scan.ts";
import { type Range, walkScan } from "./walk_scan.ts";

const HUFFMAN_TABLES = 0xc4;
const RESTART_INTERVAL = 0xdd;
/** Each is a pass over all blocks. The check of the header has the same limit. */
const MAX_SCANS = 100;
/** Of a file with bytes between its parts. Millions would fill the heap. */
const MAX_PIECES = 10_000;

/**
 * A JPEG of which every block is there, without what a strict decoder refuses and viewers ignore: bytes between the data
 * and the next marker, a missing end, bytes after the end. Undefined if it is not whole.
 *
 * It counts the blocks by their Huffman codes and computes no pixel. So the data decide whether a picture is whole, and
 * not the end marker, which some decoders trust. Without this marker, all bits of every coefficient must have come. With
 * it, an encoder may have left some out.
 *
 * @param bytes a JPEG that `mendJpeg` has seen.
 */
export function wholeJpeg(bytes: Uint8Array): Uint8Array | undefined {
  const walk = new JpegWalk(bytes);
  for (let at: number | undefined = 2; at !== undefined;) {
    const start = nextSegment(bytes, at);
    if (start === undefined) return undefined;
    const marker = bytes[start + 1]!;
    if (marker === END_OF_IMAGE) return walk.isShown ? walk.whole() : undefined;
    at = walk.passSegment(marker, start);
    if (walk.isFinished) return walk.whole();
  }
  return undefined;
}

class JpegWalk {
  readonly #bytes: Uint8Array;
  readonly #tables: HuffmanTables = { dc: new Map(), ac: new Map() };
  /** The pieces that belong to the picture, before the one that begins at {@link #start} and ends at {@link #end}. */
  readonly #kept: Uint8Array[] = [];
  #start = 0;
  #end = 2;
  #frame: Frame | undefined;
  #restartInterval = 0;
  #scans = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether something of each component has come. */
  get isShown(): boolean {
    return this.#frame?.components.every(({ bitsToCome }) => bitsToCome[0]! < NONE_YET) ?? false;
  }

  /** Whether nothing more can come. */
  get isFinished(): boolean {
    const components = this.#frame?.components ?? [];
    return components.length > 0 &&
      components.every(({ bitsToCome }) => bitsToCome.every((bits) => bits === 0));
  }

  /** What was kept, with an end. */
  whole(): Uint8Array {
    const [end, bytes] = [this.#end, this.#bytes];
    const isEnded = bytes[end] === 0xff && bytes[end + 1] === END_OF_IMAGE;
    if (isEnded && this.#kept.length === 0) return bytes.subarray(0, end + 2);
    this.#closePiece();
    return joinPieces([...this.#kept, Uint8Array.of(0xff, END_OF_IMAGE)]);
  }

  /** Returns where its data and its scan end; undefined if it is damaged. */
  passSegment(marker: number, start: number): number | undefined {
    const end = segmentHeaderEnd(this.#bytes, start);
    if (end === undefined || this.#kept.length > MAX_PIECES) return undefined;
    const data = this.#bytes.subarray(start + 4, end);
    if (marker === START_OF_SCAN) this.#addTypicalTables();
    this.#keep([start, end]);
    if (marker === START_OF_SCAN) return this.#passScan(data, end);
    if (marker === HUFFMAN_TABLES) return this.#readTables(data) ? end : undefined;
    if (marker === RESTART_INTERVAL) {
      if (data.length !== 2) return undefined;
      this.#restartInterval = viewOf(data).getUint16(0);
    } else if (isFrame(marker)) {
      if (this.#frame !== undefined) return undefined;
      this.#frame = readFrame(marker, data);
      if (this.#frame === undefined) return undefined;
    }
    return end;
  }

  #keep([start, end]: Range): void {
    if (start !== this.#end) {
      this.#closePiece();
      this.#start = start;
    }
    this.#end = end;
  }

  #closePiece(): void {
    this.#kept.push(this.#bytes.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }

  /** A frame of a Motion JPEG leaves the tables out. Most decoders know them. */
  #addTypicalTables(): void {
    if (this.#tables.dc.size + this.#tables.ac.size > 0) return;
    this.#readTables(TYPICAL_TABLES);
    this.#closePiece();
    this.#kept.push(segmentOf(HUFFMAN_TABLES, TYPICAL_TABLES));
  }

  #passScan(header: Uint8Array, at: number): number | undefined {
    const frame = this.#frame;
    if (frame === undefined || ++this.#scans > MAX_SCANS) return undefined;
    const scan = readScan(header, frame, this.#tables);
    if (scan === undefined) return undefined;
    const restartInterval = this.#restartInterval;
    const ranges = walkScan(this.#bytes, at, { frame, scan, restartInterval });
    if (ranges === undefined) return undefined;
    for (const range of ranges) this.#keep(range);
    for (const { component } of scan.parts) {
      component.bitsToCome.fill(scan.low, scan.first, scan.last + 1);
    }
    return ranges.at(-1)![1];
  }

  #readTables(data: Uint8Array): boolean {
    for (let at = 0; at < data.length;) {
      const spec = data.subarray(at + 1);
      const length = specLength(spec);
      if (length === undefined) return false;
      const tables = data[at]! >> 4 === 0 ? this.#tables.dc : this.#tables.ac;
      tables.set(data[at]! & 15, spec.subarray(0, length));
      at += 1 + length;
    }
    return true;
  }
}

function segmentOf(marker: number, data: Uint8Array): Uint8Array {
  const length = data.length + 2;
  return joinPieces([Uint8Array.of(0xff, marker, length >> 8, length & 0xff), data]);
}
