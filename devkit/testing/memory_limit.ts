/**
 * Limits the memory of a process and its children with a cgroup, v1 or v2, as a container does. It needs the right to
 * make one.
 * @module
 */

/** A group of processes with a limit. */
export interface MemoryLimit extends AsyncDisposable {
  /** A command that runs the command after it in the group. */
  readonly by: readonly string[];
  /** The most memory that the group has used at once, in bytes. */
  peakBytes(): Promise<number>;
}

interface Version {
  readonly parent: string;
  readonly limit: string;
  readonly peak: string;
}

const VERSIONS: readonly Version[] = [
  {
    parent: "/sys/fs/cgroup/memory",
    limit: "memory.limit_in_bytes",
    peak: "memory.max_usage_in_bytes",
  },
  { parent: "/sys/fs/cgroup", limit: "memory.max", peak: "memory.peak" },
];

/** Makes a group that may use so much; undefined where this cannot be done. */
export async function limitMemory(bytes: number): Promise<MemoryLimit | undefined> {
  for (const { parent, limit, peak } of VERSIONS) {
    const dir = `${parent}/vitrine-${crypto.randomUUID()}`;
    if (!await write(parent, dir, limit, bytes)) continue;
    return {
      by: ["sh", "-c", `echo $$ > ${dir}/cgroup.procs; exec "$@"`, "sh"],
      peakBytes: async () => Number(await shell(`cat ${dir}/${peak}`)),
      [Symbol.asyncDispose]: async () => void await shell(`rmdir ${dir}`),
    };
  }
  return undefined;
}

async function write(parent: string, dir: string, limit: string, bytes: number): Promise<boolean> {
  const made = await shell(
    `test -f ${parent}/cgroup.procs && mkdir ${dir} && echo ${bytes} > ${dir}/${limit} && echo made`,
  );
  return made === "made";
}

/** Deno lets no process touch `/sys` without all permissions, but a shell may. */
async function shell(command: string): Promise<string> {
  const { stdout } = await new Deno.Command("sh", { args: ["-c", command], stderr: "null" })
    .output();
  return new TextDecoder().decode(stdout).trim();
}
