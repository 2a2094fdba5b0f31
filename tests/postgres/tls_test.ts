import assert from "node:assert/strict";
import { sql } from "kysely";
import { HAS_OPENSSL } from "../../devkit/testing/certificates.ts";
import { openTlsPostgres, type TlsPostgres } from "../../devkit/testing/tls_postgres.ts";
import { type Config, readConfig, secretsOf } from "../../src/config.ts";
import { openDatabase, problemOfCertificates, remedyOf, trustOf } from "../../src/postgres/mod.ts";

interface Case {
  readonly name: string;
  readonly query?: string;
  /** The value of DATABASE_CA. */
  readonly ca?: (server: TlsPostgres) => string;
  /** The address is one that the certificate does not name. */
  readonly isByAddress?: true;
  readonly is: "plain" | "tls" | RegExp;
  readonly trust: string;
}

/** A certificate until 2126. Nobody has its key. */
const VALID = `-----BEGIN CERTIFICATE-----
MIIBdzCCAR2gAwIBAgIUXAKZkMGiOJC8DQDULK5n5Yg0nbswCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFdmFsaWQwIBcNMjYxMTI4MDk1OTEyWhgPMjEyNjExMDQwOTU5
MTJaMBAxDjAMBgNVBAMMBXZhbGlkMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
+X3JtNs9qRqLegoYvN1TWvo8WJgjck4xzn5v4ONNqK95WvvF6u6zMy4aY1UIVdp5
oTVDqxkw6eLt7J67cQsFdaNTMFEwHQYDVR0OBBYEFH+uMPuw/DddL7vN5z7Rb3Tu
ytUEMB8GA1UdIwQYMBaAFH+uMPuw/DddL7vN5z7Rb3TuytUEMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIge7YPPWFFBVqqFMQKw7C5mkGho5ZMSsQn
jGrHKpZ8e4ICIQCkhcrHJpOfpVuF2Ot6O6BaXtHNj0aD3mVUAbWmuN4hAg==
-----END CERTIFICATE-----`;

const oneLine = ({ authority }: TlsPostgres) => authority.trim().replaceAll("\n", "\\n");
const DATABASE_CA = /DATABASE_CA/;

/** What pg 8.23 makes of each mode, and libpq (postgresql.org/docs/current/libpq-ssl.html), where we differ. */
const CASES: readonly Case[] = [
  { name: "nothing", is: "plain", trust: "plain" },
  { name: "disable", query: "sslmode=disable", is: "plain", trust: "plain" },
  // As pg 8, stricter than libpq.
  { name: "require", query: "sslmode=require", is: DATABASE_CA, trust: "host" },
  { name: "prefer", query: "sslmode=prefer", is: DATABASE_CA, trust: "host" },
  { name: "ssl=true", query: "ssl=true", is: DATABASE_CA, trust: "host" },
  { name: "no-verify", query: "sslmode=no-verify", is: "tls", trust: "anybody" },
  {
    name: "libpq's require",
    query: "sslmode=require&uselibpqcompat=true",
    is: "tls",
    trust: "anybody",
  },
  { name: "the authority", ca: ({ authority }) => authority, is: "tls", trust: "host" },
  { name: "the authority in one line", ca: oneLine, is: "tls", trust: "host" },
  {
    name: "the authority's file",
    ca: ({ authorityFile }) => authorityFile,
    is: "tls",
    trust: "host",
  },
  {
    name: "require with the authority",
    query: "sslmode=require",
    ca: oneLine,
    is: "tls",
    trust: "host",
  },
  {
    name: "several authorities",
    ca: ({ authority, otherAuthority }) => `${otherAuthority}\n${authority}`,
    is: "tls",
    trust: "host",
  },
  { name: "another authority", ca: (s) => s.otherAuthority, is: DATABASE_CA, trust: "host" },
  {
    name: "another host name",
    query: "sslmode=verify-full",
    ca: oneLine,
    isByAddress: true,
    is: /sslmode=verify-ca/,
    trust: "host",
  },
  {
    name: "another host name, which nobody compares",
    query: "sslmode=verify-ca",
    ca: oneLine,
    isByAddress: true,
    is: "tls",
    trust: "authority",
  },
  {
    name: "another authority, and no name is compared",
    query: "sslmode=verify-ca",
    ca: ({ otherAuthority }) => otherAuthority,
    is: DATABASE_CA,
    trust: "authority",
  },
];

Deno.test(
  "a connection proves what DATABASE_URL and DATABASE_CA ask for",
  { ignore: !HAS_OPENSSL },
  async (t) => {
    await using server = await openTlsPostgres();
    for (const { name, query, ca, isByAddress, is, trust } of CASES) {
      await t.step(name, async () => {
        const host = isByAddress ? server.url.replace("localhost", "127.0.0.1") : server.url;
        const url = configOf({
          DATABASE_URL: query === undefined ? host : `${host}?${query}`,
          ...(ca !== undefined && { DATABASE_CA: ca(server) }),
        }).databaseUrl!;
        assert.equal(trustOf(url), trust);
        await using db = openDatabase({ url, maxConnections: 1 });
        const asked = sql<{ ssl: boolean }>`
        select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(db);
        if (is instanceof RegExp) {
          return await assert.rejects(asked, (error) => is.test(remedyOf(error) ?? ""));
        }
        assert.deepEqual((await asked).rows, [{ ssl: is === "tls" }]);
      });
    }
    await t.step("a wrong password and a database that is not there", async () => {
      const wrong = [
        [server.url.replace(/:[^:@]+@/, ":wrong@"), /the user or the password/],
        [server.url.replace(/:[^:@]+@/, "@"), /write the password/],
        [`${server.url}_gone`, /create this database/],
      ] as const;
      for (const [url, remedy] of wrong) {
        await using db = openDatabase({ url, maxConnections: 1 });
        await assert.rejects(
          sql`select`.execute(db),
          (error) => remedy.test(remedyOf(error) ?? ""),
        );
      }
    });
    await t.step("a key in DATABASE_CA, and a file of one", () => {
      for (const DATABASE_CA of [Deno.readTextFileSync(server.keyFile), server.keyFile]) {
        const result = readConfig({ DATABASE_URL: server.url, DATABASE_CA });
        assert.ok("problems" in result);
        assert.match(result.problems.join(), /^DATABASE_CA must hold no private key/);
      }
    });
  },
);

Deno.test.each<{ name: string; ca: string; url?: string; says: RegExp }>([
  { name: "a file that is not there", ca: "no-such-file.crt", says: /This file cannot be read/ },
  { name: "a file of something else", ca: "deno.json", says: /This file holds none/ },
  {
    name: "a damaged certificate",
    ca: "-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----",
    says: /is damaged/,
  },
  { name: "half a certificate", ca: "-----BEGIN CERTIFICATE-----", says: /must be a certificate/ },
  {
    name: "a URL without TLS",
    ca: VALID,
    url: "postgres://u:p@h/d?sslmode=disable",
    says: /nobody looks at it/,
  },
  {
    name: "a URL that trusts anybody",
    ca: VALID,
    url: "postgres://u:p@h/d?sslmode=no-verify",
    says: /nobody looks at it/,
  },
])("DATABASE_CA is refused: $name", ({ ca, url = "postgres://u:p@h/d", says }) => {
  const result = readConfig({ DATABASE_URL: url, DATABASE_CA: ca });
  assert.ok("problems" in result);
  assert.equal(result.problems.length, 1);
  assert.match(result.problems[0]!, says);
});

Deno.test("DATABASE_CA is refused when all its certificates have expired", () => {
  assert.equal(problemOfCertificates(VALID), undefined);
  assert.match(problemOfCertificates(VALID, new Date("2200-01-01")) ?? "", /has not expired/);
});

Deno.test("a client's key in DATABASE_URL is a secret of the log", () => {
  const key = "-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----";
  const url = `postgres://u:pass@h/d?sslkey=${encodeURIComponent(key)}`;
  assert.deepEqual(secretsOf(configOf({ DATABASE_URL: url })), ["pass", key]);
});

function configOf(environment: Record<string, string>): Config {
  const result = readConfig(environment);
  assert.ok("config" in result, JSON.stringify(result));
  return result.config;
}
