import {
  exists,
  findAccount,
  makeFolder,
  type PostgresAccount,
  reachableBinaries,
  reachablePath,
} from "./postgres_account.ts";
import { VitrineError } from "../errors.ts";
import { makeDataFolder } from "./data_folder.ts";
import { lastingPort } from "./port.ts";

/** Arguments of {@link openEmbeddedPostgres}. */
export interface EmbeddedPostgresOptions {
  /** Folder of the cluster, its log and its locks. Created if missing. */
  readonly dir: string;
  /** Settings of the server, by their names in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A real PostgreSQL server on the loopback interface. */
export interface EmbeddedPostgres {
  /** Connection URL of the database `vitrine`. It contains the password. */
  readonly url: string;
  /** `127.0.0.1:port`. It contains no secret. */
  readonly address: string;
}

/** The embedded server cannot be created, started or stopped. */
export class EmbeddedPostgresError extends VitrineError {
  readonly code = "embedded_postgres_failed";
}

interface Installation {
  readonly dir: string;
  readonly cluster: string;
  readonly bin: string;
  readonly account: PostgresAccount;
}

/** A server that has to recover first, on a slow disk, may need minutes. */
const PATIENTLY = ["-w", "-t", "180"];

/**
 * Opens the PostgreSQL server of a folder. If a killed process left it running, it is used as it is.
 *
 * Several processes may use the same folder. The last one stops the server. File locks tell which processes use it: the
 * kernel releases them when a process dies.
 */
export async function openEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres & AsyncDisposable> {
  const dir = await makeDataFolder(options.dir);
  const users = await Deno.open(`${dir}/users.lock`, { create: true, write: true });
  try {
    const server = await exclusively(dir, async () => {
      const installation = await install(dir);
      const port = await runningPort(installation) ?? await start(installation, options.settings);
      await createDatabase(installation, port);
      await users.lock(false);
      return { installation, port };
    });
    const address = `127.0.0.1:${server.port}`;
    const password = await Deno.readTextFile(`${dir}/password`);
    return {
      address,
      url: `postgres://vitrine:${password}@${address}/vitrine`,
      [Symbol.asyncDispose]: () => release(server.installation, users),
    };
  } catch (error) {
    users.close();
    throw error;
  }
}

async function release(installation: Installation, users: Deno.FsFile): Promise<void> {
  try {
    await exclusively(installation.dir, async () => {
      await users.unlock();
      if (await users.tryLock(true)) await stop(installation);
    });
  } finally {
    users.close();
  }
}

/** Runs work while no other process starts or stops the server of this folder. */
async function exclusively<T>(dir: string, work: () => Promise<T>): Promise<T> {
  using file = await Deno.open(`${dir}/start.lock`, { create: true, write: true });
  await file.lock(true);
  return await work();
}

async function install(dir: string): Promise<Installation> {
  const account = await findAccount();
  const bin = await reachableBinaries(account);
  const cluster = await reachablePath(`${dir}/cluster`, account);
  const installation = { dir, cluster, bin, account };
  if (!(await exists(cluster))) await initialise(installation);
  return installation;
}

/** Creates the cluster under another name first. After a kill, an incomplete cluster is not used. */
async function initialise(installation: Installation): Promise<void> {
  const { dir, cluster, account } = installation;
  const partial = `${cluster}.partial-${crypto.randomUUID()}`;
  await makeFolder(partial, account);
  const password = crypto.randomUUID();
  await Deno.writeTextFile(`${dir}/password`, password, { mode: 0o600 });
  const passwordFile = await Deno.makeTempFile({ prefix: "vitrine-" });
  try {
    await Deno.writeTextFile(passwordFile, password);
    if (account.uid !== undefined) await Deno.chown(passwordFile, account.uid, account.gid ?? null);
    await run(installation, "initdb", [
      `--pgdata=${partial}`,
      "--username=vitrine",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
    ]);
    await Deno.rename(partial, cluster);
  } catch (error) {
    await Deno.remove(partial, { recursive: true }).catch(() => {});
    throw error;
  } finally {
    await Deno.remove(passwordFile);
  }
}

async function start(
  installation: Installation,
  settings: Readonly<Record<string, string>> = {},
): Promise<number> {
  const { cluster, dir } = installation;
  const port = await lastingPort(`${dir}/port`);
  const flags = Object.entries({
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    log_timezone: "UTC",
    timezone: "UTC",
    ...settings,
    // A shell of Unix and that of Windows understand these quotes.
  }).map(([name, value]) => `-c ${name}="${value}"`).join(" ");
  // pg_ctl gives the server its own session. Ctrl+C does not reach the server, so this process can drain first.
  const log = `${cluster}/server.log`;
  try {
    await run(installation, "pg_ctl", [
      "start",
      ...PATIENTLY,
      "-D",
      cluster,
      "-l",
      log,
      "-o",
      flags,
    ]);
  } catch (cause) {
    const fatal = (await Deno.readTextFile(log)).split("\n").findLast((line) => /FATAL/.test(line));
    throw new EmbeddedPostgresError(`Cannot start PostgreSQL: ${fatal} (see ${log})`, { cause });
  }
  return port;
}

async function createDatabase(installation: Installation, port: number): Promise<void> {
  const { Client } = (await import("pg")).default;
  const password = await Deno.readTextFile(`${installation.dir}/password`);
  const client = new Client({
    host: "127.0.0.1",
    port,
    user: "vitrine",
    password,
    database: "postgres",
  });
  await client.connect();
  try {
    const found = await client.query("select from pg_database where datname = 'vitrine'");
    if (found.rowCount === 0) await client.query("create database vitrine");
  } finally {
    await client.end();
  }
}

async function stop(installation: Installation): Promise<void> {
  await run(installation, "pg_ctl", [
    "stop",
    ...PATIENTLY,
    "-m",
    "fast",
    "-D",
    installation.cluster,
  ]);
}

/** The port of the server that runs on this cluster, if one runs. Line 4 of postmaster.pid holds it. */
async function runningPort(installation: Installation): Promise<number | undefined> {
  const { cluster, bin, account } = installation;
  if (!(await exists(`${cluster}/postmaster.pid`))) return;
  const status = await new Deno.Command(`${bin}/pg_ctl`, {
    args: ["status", "-D", cluster],
    ...account,
    cwd: "/",
    stdout: "null",
    stderr: "null",
  }).output();
  if (!status.success) return;
  const port = Number((await Deno.readTextFile(`${cluster}/postmaster.pid`)).split("\n")[3]);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

async function run(installation: Installation, program: string, args: string[]): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(`${installation.bin}/${program}`, {
    args,
    ...installation.account,
    cwd: "/",
    env: { LC_ALL: "C", TZ: "UTC", ...needsOfSystem() },
    clearEnv: true,
  }).output();
  if (success) return;
  const said = new TextDecoder().decode(stderr) || new TextDecoder().decode(stdout);
  throw new EmbeddedPostgresError(
    `Cannot run ${program} for ${installation.cluster}: ${said.trim()}`,
  );
}

/** On Windows, no program with sockets starts without this variable. */
function needsOfSystem(): Record<string, string> {
  const root = Deno.build.os === "windows" ? Deno.env.get("SystemRoot") : undefined;
  return root === undefined ? {} : { SystemRoot: root };
}
