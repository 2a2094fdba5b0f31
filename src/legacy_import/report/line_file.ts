/** A text file that only grows, line by line. */
export interface LineFile extends Disposable {
  /** Whether nothing was in it when it was opened. */
  readonly isNew: boolean;
  /** Appends whole lines in one piece. Returns when they are on the disk. */
  append(lines: readonly string[]): Promise<void>;
}

/** Opens a file to append lines to it. A killed run or a full disk may have left an incomplete line: it is ended. */
export async function openLineFile(path: string): Promise<LineFile> {
  using stack = new DisposableStack();
  const file = stack.use(await Deno.open(path, { append: true, create: true, read: true }));
  const { size } = await file.stat();
  if (!await endsWithNewline(file, size)) write(file, "\n");
  const owned = stack.move();
  return {
    isNew: size === 0,
    append: async (lines) => {
      if (lines.length === 0) return;
      write(file, lines.map((line) => `${line}\n`).join(""));
      await file.syncData();
    },
    [Symbol.dispose]: () => owned.dispose(),
  };
}

/** Synchronous, so the lines of one product stay together. */
function write(file: Deno.FsFile, text: string): void {
  for (let rest = new TextEncoder().encode(text); rest.length > 0;) {
    rest = rest.subarray(file.writeSync(rest));
  }
}

async function endsWithNewline(file: Deno.FsFile, size: number): Promise<boolean> {
  if (size === 0) return true;
  await file.seek(-1, Deno.SeekMode.End);
  const last = new Uint8Array(1);
  await file.read(last);
  return last[0] === 0x0a;
}
