/**
 * The connection URL of PostgreSQL: what is wrong with one, and which TLS it asks for. Hosts, tools and other languages
 * write URLs that the driver reads in another way, or ignores in part.
 * @module
 */
import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";

/** The URL, and the TLS that it asks for. */
export interface Connection {
  /** Without the parts of TLS. */
  readonly connectionString: string;
  /** Absent if the URL says nothing. Then there is no TLS. */
  readonly ssl?: false | ConnectionOptions;
}

/** How much a connection proves about its server. */
export type Trust =
  /** No TLS: everybody on the way can read along. */
  | "plain"
  /** TLS, but with any server. */
  | "anybody"
  /** The certificate comes from the authority. The name in it is not compared. */
  | "authority"
  /** The certificate comes from an authority, and names the host. */
  | "host";

/** The parameters that this module reads. The driver must not read them a second time. */
const OF_TLS = ["sslmode", "ssl", "sslrootcert", "sslcert", "sslkey", "uselibpqcompat"];

/** The values of `sslmode`: those of libpq, and `no-verify` of pg. */
const SSL_MODES = [
  "disable",
  "allow",
  "prefer",
  "require",
  "verify-ca",
  "verify-full",
  "no-verify",
];

const ENCODE = "in a user name or password, write @ : / ? # % as %40 %3A %2F %3F %23 %25";

/** What a URL is that does not begin with `postgres://`. */
const OTHER_URLS: readonly (readonly [RegExp, string])[] = [
  [
    /^postgres(ql)?\+\w+:/,
    "names a driver of Python: write postgresql:// without the + and what follows it",
  ],
  [/^jdbc:postgresql:/, "is for Java: write postgresql://user:password@host:5432/database"],
  [/^prisma(\+postgres)?:/, "is Prisma's proxy: write the direct connection string"],
  [/^(https?|wss?):/, "is an address of the web: write the connection string of the database"],
  [
    /^(mysql2?|mariadb|sqlite\d?|file|mongodb(\+srv)?|rediss?|sqlserver|mssql|oracle|cockroachdb)\b.*:/,
    "is for another kind of database",
  ],
  [/^psql\b/, "is a command: write only what is between its quotes"],
  [
    /\b(host|dbname)\s*=/,
    "is a list of keywords: write postgresql://user:password@host:5432/database",
  ],
];

/** What is wrong with a URL, and what to write instead; undefined if nothing is. It begins with "must", and quotes nothing. */
export function problemOfUrl(text: string): string | undefined {
  if (!/^postgres(ql)?:\/\//i.test(text)) {
    const [, why] = OTHER_URLS.find(([form]) => form.test(text.toLowerCase())) ?? [];
    const must = "must be a URL that starts with postgres:// or postgresql://";
    return why === undefined ? must : `${must}. This one ${why}`;
  }
  const url = URL.parse(text);
  if (url === null || /\s/.test(text) || text.length < 14) {
    return `must be a URL such as postgresql://user:password@host:5432/database (${ENCODE})`;
  }
  return problemOfPassword(url) ?? problemOfParameters(url) ?? problemOfPooler(url);
}

function problemOfPassword(url: URL): string | undefined {
  // What looks like the rest of the URL is the rest of the password.
  const isCut = url.hash !== "" ||
    url.username === "" && `${url.pathname}${url.search}`.includes("@");
  if (isCut || !isEncoded(url.username) || !isEncoded(url.password)) {
    return `must have its password encoded (${ENCODE})`;
  }
  if (/^(\[|%5B)?(your[-_ ]?|<)?password(>|\]|%5D|%3E)?$/i.test(url.password)) {
    return "must have the password itself in the place where it says PASSWORD";
  }
  return undefined;
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Parameters of other drivers. pg ignores them, and the shop would start on something else. */
function problemOfParameters({ searchParams }: URL): string | undefined {
  const mode = searchParams.get("sslmode");
  if (mode !== null && !SSL_MODES.includes(mode)) {
    return `must have one of these in sslmode: ${SSL_MODES.join(", ")}`;
  }
  const ssl = searchParams.get("ssl");
  if (ssl !== null && !/^(true|1|false|0|no-verify)$/.test(ssl)) {
    return "must say sslmode=require instead of ssl=…";
  }
  const schema = searchParams.get("schema") ?? searchParams.get("currentSchema");
  if (schema !== null && schema !== "public") {
    return "must name its schema with options=-csearch_path%3Dname instead of schema=name or currentSchema=name";
  }
  return undefined;
}

/**
 * A pooler in transaction mode gives each transaction another session. The shop keeps settings of a session, and asks what
 * a session does. Sources: neon.com/docs/connect/connection-pooling, supabase.com/docs/guides/database/connecting-to-postgres,
 * read 2026-11.
 */
function problemOfPooler({ hostname, port, searchParams }: URL): string | undefined {
  const why = "a pooler in transaction mode changes the session with each transaction";
  if (/-pooler(\.[\w-]+)*\.neon\.tech$/i.test(hostname)) {
    return `must be the direct address: remove -pooler from the host (${why})`;
  }
  if (/\.supabase\.(co|com)$/i.test(hostname) && port === "6543") {
    return `must have the port 5432 instead of 6543 (${why})`;
  }
  if (searchParams.get("pgbouncer") === "true") {
    return `must be the direct address, without pgbouncer=true (${why})`;
  }
  return undefined;
}

/** The URL with the certificates that its server's certificate must come from: PEM, or the path of a file. */
export function withAuthority(text: string, certificates: string): string {
  const url = new URL(text);
  url.searchParams.set("sslrootcert", certificates);
  return url.href;
}

/** How much a connection to this URL proves about its server. */
export function trustOf(text: string): Trust {
  const parameters = new URL(text).searchParams;
  const has = (name: string, value: string) => parameters.get(name) === value;
  const mode = parameters.get("sslmode") ?? parameters.get("ssl");
  const root = parameters.get("sslrootcert");
  const hasRoot = root !== null && root !== "system";
  if (mode === null) return hasRoot ? "host" : "plain";
  if (["disable", "false", "0"].includes(mode)) return "plain";
  if (mode === "no-verify") return "anybody";
  const asLibpq = has("uselibpqcompat", "true") && ["allow", "prefer", "require"].includes(mode);
  if (asLibpq) return hasRoot ? "authority" : "anybody";
  return mode === "verify-ca" && hasRoot ? "authority" : "host";
}

/** Names and addresses that only a private network has. */
const PRIVATE_HOST =
  /^$|^[^.[]+$|\.(internal|local|localhost|lan|flycast)$|\.svc\.|^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^169\.254\.|^\[(::1|f[cd]|fe[89ab])/i;

/** What an operator should know of a connection that works: that others can read along. Undefined if they cannot. */
export function doubtOfUrl(text: string): string | undefined {
  const trust = trustOf(text);
  const { hostname } = new URL(text);
  if (trust === "anybody") {
    return "With the sslmode of DATABASE_URL nobody looks at the certificate of PostgreSQL, so anybody on the way can " +
      "read along: put the certificate of its authority into DATABASE_CA, and write sslmode=verify-full";
  }
  if (trust === "plain" && !PRIVATE_HOST.test(hostname)) {
    return `The connection to PostgreSQL at ${hostname} has no TLS, so everybody on the way can read along: write ` +
      "sslmode=require in DATABASE_URL, or use a private address";
  }
  return undefined;
}

/**
 * What pg needs for this URL. pg 8 reads `prefer` and `require` as `verify-full`, and will read them as libpq does in
 * its next version; so it is said here. Reads the files of certificates.
 *
 * @throws the error of a file that cannot be read.
 */
export function connectionOf(text: string): Connection {
  const url = URL.parse(text);
  if (url === null || !OF_TLS.some((name) => url.searchParams.has(name))) {
    return { connectionString: text };
  }
  const [ca, cert, key] = ["sslrootcert", "sslcert", "sslkey"].map((name) =>
    pemOf(url.searchParams.get(name))
  );
  const trust = trustOf(text);
  for (const name of OF_TLS) url.searchParams.delete(name);
  const connectionString = url.href;
  if (trust === "plain") return { connectionString, ssl: false };
  return {
    connectionString,
    ssl: {
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(trust === "anybody" && { rejectUnauthorized: false }),
      ...(trust === "authority" && { checkServerIdentity: () => undefined }),
    },
  };
}

/** The text of a parameter that holds PEM or the path of a file. libpq's `system` means the roots that Deno has anyway. */
function pemOf(value: string | null): string | undefined {
  if (value === null || value === "system") return undefined;
  return value.includes("-----BEGIN ") ? value : readFileSync(value, "utf8");
}
