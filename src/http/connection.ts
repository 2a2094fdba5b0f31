import { Buffer } from "node:buffer";
import { Duplex } from "node:stream";

type Done = (error?: Error | null) => void;

/** How much is read at once. */
const CHUNK_BYTES = 16_384;

/**
 * A client's connection, as a stream for node:http. Whoever serves it says what the client must do next, and by when; a
 * client that is late is cut off.
 */
export class Connection extends Duplex {
  /** Resolves when it is closed. */
  readonly ended: Promise<void>;
  readonly #conn: Deno.Conn;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(conn: Deno.Conn) {
    super({ allowHalfOpen: true });
    this.#conn = conn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    // A client that is gone is no failure of ours. node:http sees that the stream is closed.
    this.on("error", () => {});
    this.once("close", resolve);
  }

  /** Cuts the client off after `limitMs`. It replaces what was expected before. */
  expectWithin(limitMs: number): void {
    clearTimeout(this.#timer);
    if (!this.destroyed) this.#timer = setTimeout(() => this.destroy(), limitMs);
  }

  /** The client must do nothing for now: it waits for us. */
  expectNothing(): void {
    clearTimeout(this.#timer);
  }

  override _read(): void {
    const chunk = new Uint8Array(CHUNK_BYTES);
    this.#conn.read(chunk).then(
      (length) => this.push(length === null ? null : chunk.subarray(0, length)),
      (error) => this.destroy(error),
    );
  }

  override _write(chunk: Uint8Array, _encoding: string, done: Done): void {
    this.#send(chunk).then(() => done(), done);
  }

  /** The head and the body of an answer go in one piece. */
  override _writev(chunks: { readonly chunk: Uint8Array }[], done: Done): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk))).then(() => done(), done);
  }

  override _final(done: Done): void {
    this.#conn.closeWrite().then(() => done(), done);
  }

  override _destroy(_error: Error | null, done: Done): void {
    clearTimeout(this.#timer);
    this.#conn.close();
    done();
  }

  async #send(chunk: Uint8Array): Promise<void> {
    for (let sent = 0; sent < chunk.length;) sent += await this.#conn.write(chunk.subarray(sent));
  }
}
