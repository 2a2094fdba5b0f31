import { sql } from "kysely";
import { type Database, openDatabase } from "../../src/postgres/mod.ts";

/** A copy of a database at one moment. */
export interface Dump extends AsyncDisposable {
  /** The tool that made the copy. */
  readonly how: "pg_dump" | "template";
  /** Drops the database, even if somebody is connected. */
  lose(): Promise<void>;
  /** Creates the database again from the copy. */
  restore(): Promise<void>;
}

/**
 * Dumps a database as docs/operations.md says. Needs a `pg_dump` that is not older than the server. Without one, the
 * server makes the copy.
 */
export async function openDump(url: string): Promise<Dump> {
  await using stack = new AsyncDisposableStack();
  const name = new URL(url).pathname.slice(1);
  const admin = stack.use(openDatabase({ url: withName(url, "postgres"), maxConnections: 1 }));
  const bin = await findPgDump(await majorOf(admin));
  const create = bin === undefined
    ? await keepCopy(stack, admin, name)
    : await keepFile(stack, admin, bin, url);
  const parts = stack.move();
  return {
    how: bin === undefined ? "template" : "pg_dump",
    lose: async () => void await sql`drop database ${sql.id(name)} with (force)`.execute(admin),
    restore: create,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

function withName(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

async function majorOf(admin: Database): Promise<number> {
  const { rows } = await sql<{ version: string }>`show server_version_num`.execute(admin);
  const [version] = Object.values(rows[0]!);
  return Math.floor(Number(version) / 10_000);
}

/** The folder of a `pg_dump` that is not older than the server. Empty if it is in the PATH. */
async function findPgDump(major: number): Promise<string | undefined> {
  const folders = [""];
  const versions = await Array.fromAsync(Deno.readDir("/usr/lib/postgresql")).catch(() => []);
  for (const { name } of versions) folders.push(`/usr/lib/postgresql/${name}/bin/`);
  for (const folder of folders) {
    const said = await run(`${folder}pg_dump`, ["--version"]).catch(() => "");
    const [, found] = /(\d+)\.\d+/.exec(said) ?? [];
    if (Number(found) >= major) return folder;
  }
  return undefined;
}

async function keepFile(
  stack: AsyncDisposableStack,
  admin: Database,
  bin: string,
  url: string,
): Promise<() => Promise<void>> {
  const file = await Deno.makeTempFile({ prefix: "vitrine-", suffix: ".dump" });
  stack.defer(() => Deno.remove(file));
  await run(`${bin}pg_dump`, ["--format=custom", `--file=${file}`, `--dbname=${url}`]);
  const name = new URL(url).pathname.slice(1);
  return async () => {
    await sql`create database ${sql.id(name)}`.execute(admin);
    await run(`${bin}pg_restore`, ["--exit-on-error", `--dbname=${url}`, file]);
  };
}

/** A copy inside the server. PostgreSQL makes it only when nobody is connected to the original. */
async function keepCopy(stack: AsyncDisposableStack, admin: Database, name: string) {
  const copy = `copy_of_${name}`;
  const copyTo = async (from: string, to: string) => {
    await sql`alter database ${sql.id(from)} allow_connections false`.execute(admin);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${from}`
      .execute(admin);
    await sql`create database ${sql.id(to)} template ${sql.id(from)}`.execute(admin);
    await sql`alter database ${sql.id(from)} allow_connections true`.execute(admin);
  };
  await copyTo(name, copy);
  stack.defer(async () => {
    await sql`drop database ${sql.id(copy)} with (force)`.execute(admin);
  });
  return () => copyTo(copy, name);
}

async function run(program: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args }).output();
  if (success) return new TextDecoder().decode(stdout);
  throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
}
