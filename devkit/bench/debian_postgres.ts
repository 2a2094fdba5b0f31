import { sql } from "kysely";
import { UsageError } from "../../src/command.ts";
import {
  exists,
  findAccount,
  makeFolder,
  type PostgresAccount,
  reachablePath,
} from "../../src/embedded/postgres_account.ts";
import { openDatabase } from "../../src/postgres/mod.ts";
import { retry } from "../../src/std/mod.ts";
import { claimPort } from "../own_port.ts";

/** Debian has a folder for each major version here. */
const INSTALLED = "/usr/lib/postgresql";
const CLUSTERS = new URL("../../data/bench/", import.meta.url).pathname;
/** A server that was killed recovers first. */
const STARTING = { maxAttempts: 600, firstPauseMs: 100, longestPauseMs: 100 };

/** A server of the system's package. Disposal stops it. */
export interface DebianPostgres extends AsyncDisposable {
  /** Of its superuser. */
  readonly url: string;
}

/**
 * Starts the PostgreSQL of Debian's package on a new cluster with initdb's settings. Disposal removes it. Ctrl+C stops the
 * server too. One that a killed run has left is stopped first.
 *
 * @throws {UsageError} if this version is not installed, or another run uses it.
 */
export async function openDebianPostgres(
  version: string,
  folder: string = CLUSTERS,
): Promise<DebianPostgres> {
  await using stack = new AsyncDisposableStack();
  const bin = await findPrograms(version);
  const account = await findAccount();
  await Deno.mkdir(folder, { recursive: true });
  stack.defer(await lock(folder, version));
  const cluster = await reachablePath(`${folder}postgres-${version}`, account);
  await remove({ bin, cluster, account });
  await initialise({ bin, cluster, account });
  const { number } = stack.use(await claimPort());
  const server = new Deno.Command(`${bin}/postgres`, {
    args: ["-D", cluster, "-p", `${number}`, ...settings()],
    ...asAccount(account),
    ...{ stdout: "null", stderr: "null" },
  }).spawn();
  let hasEnded = false;
  const ended = server.status.then(() => void (hasEnded = true));
  const url = `postgres://vitrine@127.0.0.1:${number}/postgres`;
  try {
    await retry(() => greet(url), STARTING, { isTransient: () => !hasEnded });
  } catch (cause) {
    throw new Error(`Cannot start PostgreSQL ${version}: see ${cluster}/log`, { cause });
  }
  stack.defer(async () => {
    await remove({ bin, cluster, account });
    await ended;
  });
  const owned = stack.move();
  return { url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Returns what unlocks it. The system unlocks it when this process dies. */
async function lock(folder: string, version: string): Promise<() => void> {
  const file = await Deno.open(`${folder}postgres-${version}.lock`, {
    create: true,
    write: true,
  });
  if (await file.tryLock(true)) return () => file.close();
  file.close();
  throw new UsageError(`Another run of benchmarks uses PostgreSQL ${version}: wait for its end`);
}

async function findPrograms(version: string): Promise<string> {
  const folder = `${INSTALLED}/${version}/bin`;
  if (/^\d+$/.test(version) && await exists(`${folder}/postgres`)) return folder;
  const entries = await Array.fromAsync(Deno.readDir(INSTALLED)).catch(() => []);
  const names = entries.map(({ name }) => name).join(", ") || "none";
  throw new UsageError(
    `There is no PostgreSQL ${version} in ${INSTALLED}. Installed versions: ${names}`,
  );
}

function settings(): string[] {
  return [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "logging_collector=on",
  ].flatMap((setting) => ["-c", setting]);
}

interface Cluster {
  readonly bin: string;
  readonly cluster: string;
  readonly account: PostgresAccount;
}

/** A shutdown that ends all connections. Fails if no server runs, and that is well. */
async function remove({ bin, cluster, account }: Cluster): Promise<void> {
  await new Deno.Command(`${bin}/pg_ctl`, {
    args: ["stop", "-w", "-m", "fast", "-D", cluster],
    ...asAccount(account),
  }).output();
  if (await exists(cluster)) await Deno.remove(cluster, { recursive: true });
}

async function initialise({ bin, cluster, account }: Cluster): Promise<void> {
  await makeFolder(cluster, account);
  const { success, stderr } = await new Deno.Command(`${bin}/initdb`, {
    args: [
      `--pgdata=${cluster}`,
      "--username=vitrine",
      "--auth=trust",
      "--encoding=UTF8",
      "--locale=C.UTF-8",
      "--no-instructions",
    ],
    ...asAccount(account),
  }).output();
  if (success) return;
  throw new Error(`Cannot run initdb for ${cluster}: ${new TextDecoder().decode(stderr).trim()}`);
}

function asAccount(account: PostgresAccount) {
  return { ...account, cwd: "/", env: { LC_ALL: "C", TZ: "UTC" }, clearEnv: true };
}

async function greet(url: string): Promise<void> {
  await using db = openDatabase({ url, maxConnections: 1 });
  await sql`select`.execute(db);
}
