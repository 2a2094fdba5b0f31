/**
 * The resident memory of a process, in bytes: from /proc on Linux, from `ps` on other systems.
 *
 * @throws {Error} when there is no such process.
 */
export async function residentBytes(pid: number): Promise<number> {
  const kibibytes = await fromProc(pid) ?? await fromPs(pid);
  if (!Number.isInteger(kibibytes)) throw new Error(`There is no process ${pid}`);
  return kibibytes * 1024;
}

/** The running child processes of a process: from /proc on Linux, from `ps` on other systems. */
export async function childrenOf(pid: number): Promise<number[]> {
  const children: number[] = [];
  try {
    // Each thread lists the children that it started.
    for await (const { name } of Deno.readDir(`/proc/${pid}/task`)) {
      const text = await Deno.readTextFile(`/proc/${pid}/task/${name}/children`).catch(() => "");
      children.push(...text.split(" ").filter((each) => each !== "").map(Number));
    }
    return children;
  } catch {
    const { stdout } = await new Deno.Command("ps", { args: ["-A", "-o", "pid=,ppid="] }).output();
    const rows = new TextDecoder().decode(stdout).trim().split("\n")
      .map((row) => row.trim().split(/\s+/).map(Number));
    return rows.flatMap(([child, parent]) => parent === pid ? [child!] : []);
  }
}

/** The resident memory of a process's children, in bytes. A child that ends in the meantime counts as 0. */
export async function residentBytesOfChildren(pid: number): Promise<number> {
  const children = await childrenOf(pid);
  const each = await Promise.all(children.map((child) => residentBytes(child).catch(() => 0)));
  return each.reduce((sum, bytes) => sum + bytes, 0);
}

async function fromProc(pid: number): Promise<number | undefined> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes);
}

async function fromPs(pid: number): Promise<number> {
  const ps = new Deno.Command("ps", { args: ["-o", "rss=", "-p", String(pid)] });
  const { stdout } = await ps.output();
  return Number.parseInt(new TextDecoder().decode(stdout), 10);
}
