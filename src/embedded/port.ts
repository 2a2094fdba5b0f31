/** Ports that no system gives to outgoing connections. So a server can have its port again after a restart. */
const [FIRST, COUNT] = [10_000, 10_000];

/**
 * The port of a server of this machine: the one that the file remembers, if it is free, else another one, which the file
 * then remembers. So addresses stay the same from start to start.
 */
export async function lastingPort(file: string): Promise<number> {
  const last = await readPort(file);
  if (last !== undefined && isFree(last)) return last;
  const port = freePort();
  await Deno.writeTextFile(file, `${port}\n`);
  return port;
}

function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    return false;
  }
}

async function readPort(file: string): Promise<number | undefined> {
  const text = await Deno.readTextFile(file).catch(() => "");
  const port = Number(text.trim());
  return Number.isInteger(port) && port >= FIRST && port < FIRST + COUNT ? port : undefined;
}

function freePort(): number {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (isFree(port)) return port;
  }
}
