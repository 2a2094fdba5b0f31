import { Account } from "./account.ts";
import type { JsonLine } from "./json_report.ts";

/** Reads what a file of JSON lines tells of all its runs. Incomplete lines of killed runs are skipped. */
export async function readAccount(path: string): Promise<Account> {
  const account = new Account();
  for await (const text of linesOf(path)) {
    const line = parse(text);
    if (line !== undefined) account.add(line);
  }
  return account;
}

async function* linesOf(path: string): AsyncGenerator<string> {
  using file = await Deno.open(path);
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(64 * 1024);
  let rest = "";
  for (let length = await file.read(chunk); length !== null; length = await file.read(chunk)) {
    const lines = (rest + decoder.decode(chunk.subarray(0, length), { stream: true })).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

function parse(text: string): JsonLine | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
