/** How a file writes its characters. */
export interface FileEncoding {
  /** A label of TextDecoder. */
  readonly label: string;
  /** How it was found, for people. */
  readonly because: string;
}

const CHUNK_BYTES = 1 << 16;

/**
 * Finds the encoding of a file: by its byte order mark, else UTF-8 if all its bytes or nearly all are UTF-8, else UTF-16, windows-1251
 * for Cyrillic, or windows-1252. Reads the whole file.
 */
export async function detectEncoding(path: string): Promise<FileEncoding> {
  const look = new ByteLook();
  for await (const chunk of readFile(path)) look.add(chunk);
  return look.end();
}

/** The bytes of a file, piece by piece. */
export async function* readFile(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  using file = await Deno.open(path);
  for (;;) {
    const chunk = new Uint8Array(CHUNK_BYTES);
    const size = await file.read(chunk);
    if (size === null) return;
    yield chunk.subarray(0, size);
  }
}

class ByteLook {
  readonly #strict = new TextDecoder("utf-8", { fatal: true });
  readonly #lenient = new TextDecoder();
  #isUtf8 = true;
  /** What UTF-8 makes of the bytes: characters beyond ASCII, and those that stand for bytes that are not UTF-8. */
  #beyondAscii = 0;
  #damaged = 0;
  #start: number[] = [];
  #bytes = 0;
  /** NUL at even and at odd places: text in UTF-16 has many on one side. */
  readonly #nuls = [0, 0];
  /** Bytes that are letters of windows-1251 and windows-1252, and those of them that follow another one. */
  #letters = 0;
  #pairs = 0;
  #wasLetter = false;

  add(chunk: Uint8Array): void {
    if (this.#start.length < 3) this.#start.push(...chunk.subarray(0, 3));
    this.#decode(chunk, true);
    for (const byte of chunk) {
      if (byte === 0) this.#nuls[this.#bytes % 2]!++;
      const isLetter = byte >= 0xc0;
      if (isLetter) this.#letters++;
      if (isLetter && this.#wasLetter) this.#pairs++;
      this.#wasLetter = isLetter;
      this.#bytes++;
    }
  }

  end(): FileEncoding {
    const [a, b, c] = this.#start;
    const because = "its byte order mark says so";
    if (a === 0xef && b === 0xbb && c === 0xbf) return { label: "utf-8", because };
    if (a === 0xff && b === 0xfe) return { label: "utf-16le", because };
    if (a === 0xfe && b === 0xff) return { label: "utf-16be", because };
    const [even, odd] = this.#nuls as [number, number];
    const many = this.#bytes / 8;
    if (odd > many && even < many / 4) return { label: "utf-16le", because: "of its zero bytes" };
    if (even > many && odd < many / 4) return { label: "utf-16be", because: "of its zero bytes" };
    this.#decode(new Uint8Array(), false);
    if (this.#isUtf8) return { label: "utf-8", because: "all its bytes are" };
    if (this.#damaged * 3 <= this.#beyondAscii) {
      return { label: "utf-8", because: `damaged in ${this.#damaged} places` };
    }
    // Cyrillic words are letters beside letters. In French or Spanish, a letter with an accent stands alone.
    if (this.#pairs * 2 > this.#letters) {
      return { label: "windows-1251", because: "it is not UTF-8, and looks Cyrillic" };
    }
    return { label: "windows-1252", because: "it is not UTF-8" };
  }

  #decode(chunk: Uint8Array, stream: boolean): void {
    try {
      if (this.#isUtf8) this.#strict.decode(chunk, { stream });
    } catch {
      this.#isUtf8 = false;
    }
    const text = this.#lenient.decode(chunk, { stream });
    this.#beyondAscii += text.match(/[\u0080-\ufffc]/g)?.length ?? 0;
    this.#damaged += text.match(/\ufffd/g)?.length ?? 0;
  }
}
