/** The memory that a process holds, in MB, as the operating system counts it. */
export async function residentMb(pid: number): Promise<number> {
  return Math.round(Number(await ps(["-o", "rss=", "-p", String(pid)])) / 1024);
}

/** The process ids of a process's children. */
export async function childrenOf(pid: number): Promise<number[]> {
  const lines = (await ps(["-A", "-o", "pid=,ppid="])).split("\n");
  const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([child, parent]) => parent === pid && child !== undefined ? [child] : []);
}

async function ps(args: readonly string[]): Promise<string> {
  const { stdout } = await new Deno.Command("ps", { args: [...args], stderr: "null" }).output();
  return new TextDecoder().decode(stdout);
}
