/**
 * Reads the entropy-coded data of a JPEG scan bit by bit (ITU T.81, F.2.2.5). `FF00` stands for a byte FF. Any other
 * marker ends the data. Who reads on gets zeros, and {@link isBroken} becomes true.
 */
export class ScanBits {
  readonly #bytes: Uint8Array;
  #at = 0;
  #buffer = 0;
  /** How many low bits of the buffer are unread. Below zero, more were read than there are. */
  #unread = 0;
  #isAtMarker = false;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.restartAt(at);
  }

  /** Whether the data ended too early, or a code was in no table. */
  get isBroken(): boolean {
    return this.#unread < 0;
  }

  /** The offset after the last byte of which a bit was read. */
  get end(): number {
    let at = this.#at;
    for (let bytes = this.#unread >> 3; bytes > 0; bytes--) {
      at--;
      if (this.#bytes[at] === 0) { while (this.#bytes[at - 1] === 0xff) at--; }
    }
    return at;
  }

  /** Forgets the bits that are left, and goes on at this offset. */
  restartAt(at: number): void {
    this.#at = at;
    this.#buffer = 0;
    this.#unread = 0;
    this.#isAtMarker = false;
  }

  /** Skips up to 16 bits. */
  skip(bits: number): void {
    if (this.#unread < bits) this.#fill();
    this.#unread -= bits;
  }

  /** The next bits, 16 at most, as a number. */
  read(bits: number): number {
    const value = this.#peek16() >>> (16 - bits);
    this.#unread -= bits;
    return value;
  }

  /** The symbol of the next code, by a table of `huffmanLookup`. */
  symbol(lookup: Uint16Array): number {
    const entry = lookup[this.#peek16()]!;
    if (entry === 0) this.#unread = -Infinity;
    this.#unread -= entry >> 8;
    return entry & 0xff;
  }

  #peek16(): number {
    if (this.#unread < 16) this.#fill();
    const unread = this.#unread;
    if (unread >= 16) return (this.#buffer >>> (unread - 16)) & 0xffff;
    return unread <= 0 ? 0 : (this.#buffer << (16 - unread)) & 0xffff;
  }

  #fill(): void {
    while (this.#unread <= 16 && !this.#isAtMarker) {
      const byte = this.#bytes[this.#at];
      let next = this.#at + 1;
      if (byte === 0xff) { while (this.#bytes[next] === 0xff) next++; }
      this.#isAtMarker = byte === undefined || (byte === 0xff && this.#bytes[next] !== 0);
      if (this.#isAtMarker) return;
      this.#at = byte === 0xff ? next + 1 : next;
      this.#buffer = (this.#buffer << 8) | byte!;
      this.#unread += 8;
    }
  }
}
