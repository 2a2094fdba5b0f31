import { openEmbeddedPostgres } from "../../src/embedded/postgres.ts";
import { findAccount } from "../../src/embedded/postgres_account.ts";
import { makeCertificates } from "./certificates.ts";

/** A PostgreSQL server whose certificate comes from an authority that nobody else knows. */
export interface TlsPostgres extends AsyncDisposable {
  /** Its URL with the host `localhost`, which the certificate names. It says nothing about TLS. */
  readonly url: string;
  /** The certificates as PEM: of the authority, and of another one. */
  readonly authority: string;
  readonly otherAuthority: string;
  /** The files of the authority's certificate, and of its key. */
  readonly authorityFile: string;
  readonly keyFile: string;
}

/** Starts a server with TLS on a new folder. */
export async function openTlsPostgres(): Promise<TlsPostgres> {
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "vitrine-tls-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  await Deno.chmod(dir, 0o755);
  const file = (name: string) => `${dir}/${name}`;
  await makeCertificates(dir);
  // PostgreSQL takes a key only if nobody but its own user can read it.
  const { uid, gid } = await findAccount();
  await Deno.chmod(file("server.key"), 0o600);
  if (uid !== undefined) await Deno.chown(file("server.key"), uid, gid ?? null);
  const settings = {
    fsync: "off",
    ssl: "on",
    ssl_cert_file: file("server.crt"),
    ssl_key_file: file("server.key"),
  };
  const server = stack.use(await openEmbeddedPostgres({ dir: file("postgres"), settings }));
  const parts = stack.move();
  return {
    url: server.url.replace("127.0.0.1", "localhost"),
    authority: await Deno.readTextFile(file("ca.crt")),
    otherAuthority: await Deno.readTextFile(file("other.crt")),
    authorityFile: file("ca.crt"),
    keyFile: file("ca.key"),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
