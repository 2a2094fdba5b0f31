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
 * Starts the PostgreSQL of Debian's package with a cluster of its own and initdb's settings. Ctrl+C stops it too.
 *
 * @throws {UsageError} if this version is not installed.
 */
export async function openDebianPostgres(version: string): Promise<DebianPostgres> {
  await using stack = new AsyncDisposableStack();
  const bin = await findPrograms(version);
  const account = await findAccount();
  await Deno.mkdir(CLUSTERS, { recursive: true });
  const cluster = await reachablePath(`${CLUSTERS}postgres-${version}`, account);
  if (!await exists(`${cluster}/PG_VERSION`)) await initialise(bin, cluster, account);
  const { number } = stack.use(await claimPort());
  const server = new Deno.Command(`${bin}/postgres`, {
    args: ["-D", cluster, "-p", `${number}`, ...settings()],
    ...account,
    ...{ cwd: "/", env: { LC_ALL: "C", TZ: "UTC" }, clearEnv: true },
    ...{ stdout: "null", stderr: "null" },
  }).spawn();
  let hasEnded = false;
  const ended = server.status.then(() => void (hasEnded = true));
  stack.defer(async () => {
    // A fast shutdown: it ends the connections.
    if (!hasEnded) server.kill("SIGINT");
    await ended;
  });
  const url = `postgres://vitrine@127.0.0.1:${number}/postgres`;
  await retry(() => greet(url), STARTING, { isTransient: () => !hasEnded });
  const owned = stack.move();
  return { url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
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

async function initialise(bin: string, cluster: string, account: PostgresAccount): Promise<void> {
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
    ...account,
    ...{ cwd: "/", env: { LC_ALL: "C", TZ: "UTC" }, clearEnv: true },
  }).output();
  if (success) return;
  await Deno.remove(cluster, { recursive: true });
  throw new Error(`Cannot run initdb for ${cluster}: ${new TextDecoder().decode(stderr).trim()}`);
}

async function greet(url: string): Promise<void> {
  await using db = openDatabase({ url, maxConnections: 1 });
  await sql`select`.execute(db);
}
