import { TooManyBytes } from "./read_bytes.ts";

/** What {@link readStream} must know. */
export interface StreamSize {
  /** A longer stream is not read to its end. */
  readonly maxBytes: number;
  /** What its sender announced, if it did. It may be wrong. */
  readonly announcedBytes?: number | undefined;
}

/** How much room is made for a stream of unknown length at first. It doubles. */
const FIRST_ROOM = 64 * 1024;

/**
 * Reads a byte stream to its end into one buffer. Unlike `readBytes`, it leaves no pieces behind for the garbage collector, which
 * comes late for memory outside of the heap. If the announced length is right, it takes no more than this.
 *
 * @throws {TooManyBytes} as soon as more than `maxBytes` came; the stream is cancelled then.
 */
export async function readStream(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  { maxBytes, announcedBytes = FIRST_ROOM - 1 }: StreamSize,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader({ mode: "byob" });
  // The last byte stays free: only a read into it shows the end.
  let buffer = new ArrayBuffer(Math.min(announcedBytes, maxBytes) + 1);
  let length = 0;
  for (;;) {
    const { value, done } = await reader.read(new Uint8Array(buffer, length));
    if (value !== undefined) {
      buffer = value.buffer;
      length += value.byteLength;
    }
    if (done) return new Uint8Array(buffer, 0, length);
    if (length > maxBytes) {
      await reader.cancel();
      throw new TooManyBytes(`longer than ${maxBytes} bytes`);
    }
    if (length === buffer.byteLength) buffer = buffer.transfer(Math.min(2 * length, maxBytes + 1));
  }
}
