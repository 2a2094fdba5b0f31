/** One message between the renderer and its process: a JSON head, then bytes. */
export interface Frame {
  readonly head: unknown;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Two unsigned 32-bit lengths, big endian: of the head and of the body. */
const PREFIX_BYTES = 8;
/** More than an original and a header need. A larger length is no frame of ours. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;

/** Writes a frame. The pieces of the body are written one by one, without a copy. */
export async function writeFrame(
  writer: WritableStreamDefaultWriter<Uint8Array>,
  head: unknown,
  ...body: Uint8Array[]
): Promise<void> {
  const headBytes = new TextEncoder().encode(JSON.stringify(head));
  const prefix = new DataView(new ArrayBuffer(PREFIX_BYTES));
  prefix.setUint32(0, headBytes.length);
  prefix.setUint32(4, body.reduce((sum, piece) => sum + piece.length, 0));
  for (const piece of [new Uint8Array(prefix.buffer), headBytes, ...body]) {
    await writer.write(piece);
  }
}

/** Reads frames from a byte stream, in whatever pieces they arrive. */
export class FrameReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** The next frame; undefined at the end of the stream, even in the middle of a frame. */
  async next(): Promise<Frame | undefined> {
    const prefix = await this.#take(PREFIX_BYTES);
    if (prefix === undefined) return undefined;
    const lengths = new DataView(prefix.buffer);
    const [headLength, bodyLength] = [lengths.getUint32(0), lengths.getUint32(4)];
    if (headLength + bodyLength > MAX_FRAME_BYTES) {
      throw new RangeError(`Cannot read a frame of ${headLength} + ${bodyLength} bytes`);
    }
    const head = await this.#take(headLength);
    const body = await this.#take(bodyLength);
    if (head === undefined || body === undefined) return undefined;
    return { head: JSON.parse(new TextDecoder().decode(head)), body };
  }

  /** Cancels the stream, read to its end or not. */
  async cancel(): Promise<void> {
    await this.#reader.cancel();
  }

  async #take(length: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const taken = new Uint8Array(length);
    for (let filled = 0; filled < length;) {
      if (this.#rest.length === 0) {
        const { value } = await this.#reader.read();
        if (value === undefined) return undefined;
        this.#rest = value;
      }
      const piece = this.#rest.subarray(0, length - filled);
      taken.set(piece, filled);
      filled += piece.length;
      this.#rest = this.#rest.subarray(piece.length);
    }
    return taken;
  }
}
