import { visible } from "../std/mod.ts";
import { FOREIGN_HINTS } from "./foreign_hints.ts";
import type { ImageOutcome } from "./outcome.ts";

/** A file of JSON lines with the outcome of each picture. */
export interface ImportReport extends Disposable {
  /** Appends the lines of a product. Returns when they are on the disk. */
  add(outcomes: readonly ImageOutcome[]): Promise<void>;
}

/** Opens a report. Later runs append to the same file. */
export async function openReport(path: string, now = () => new Date()): Promise<ImportReport> {
  using stack = new DisposableStack();
  const file = stack.use(await Deno.open(path, { append: true, create: true, read: true }));
  const encoder = new TextEncoder();
  const write = (text: string) => {
    // Synchronous, so the lines of one product stay together.
    for (let rest = encoder.encode(text); rest.length > 0;) {
      rest = rest.subarray(file.writeSync(rest));
    }
  };
  // A killed run or a full disk may have left an incomplete line.
  if (!await endsWithNewline(file)) write("\n");
  const owned = stack.move();
  return {
    add: async (outcomes) => {
      const at = now().toISOString();
      const lines = outcomes.map((outcome) => {
        const hint = FOREIGN_HINTS.en[outcome.reason ?? ""];
        return `${
          visible(JSON.stringify({ at, ...outcome, ...(hint !== undefined && { hint }) }))
        }\n`;
      });
      if (lines.length === 0) return;
      write(lines.join(""));
      await file.syncData();
    },
    [Symbol.dispose]: () => owned.dispose(),
  };
}

async function endsWithNewline(file: Deno.FsFile): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  await file.seek(-1, Deno.SeekMode.End);
  const last = new Uint8Array(1);
  await file.read(last);
  return last[0] === 0x0a;
}
