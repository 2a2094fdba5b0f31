import assert from "node:assert/strict";
import { readConfig } from "../src/config.ts";
import { doubtOfUrl } from "../src/postgres/mod.ts";

/** A part of every secret. No line may contain it. */
const SECRET = "Zq8wXkQ";
const BACKBLAZE = {
  B2_ENDPOINT: "https://s3.us-west-004.backblazeb2.com",
  B2_BUCKET: "pictures",
  B2_KEY_ID: `0041234${SECRET}`,
  B2_APPLICATION_KEY: `K004${SECRET}`,
};

interface Form {
  /** What was pasted. */
  readonly value: string;
  /** The line must contain this. */
  readonly says: string;
  /** Where people met it. */
  readonly source: string;
  readonly more?: Readonly<Record<string, string>>;
}

/** Checks that a value gets one line, which names the setting, says what to write, and shows no secret. */
function assertRefused(name: string, { value, says, more }: Form): void {
  const result = readConfig({ ...more, [name]: value });
  assert.ok("problems" in result, "it is refused");
  assert.deepEqual(result.problems.filter((line) => !line.startsWith(`${name} must `)), []);
  const [line = "", ...others] = result.problems;
  assert.deepEqual(others, []);
  assert.ok(line.includes(says), line);
  assert.ok(!line.includes(SECRET), line);
}

const SUPABASE = "supabase.com/docs/guides/database/connecting-to-postgres";
const DATABASE: readonly Form[] = [
  {
    value: `postgresql+asyncpg://u:${SECRET}@h/d`,
    says: "names a driver of Python",
    source: "docs.sqlalchemy.org/en/20/dialects/postgresql.html",
  },
  {
    value: `postgresql+psycopg2://u:${SECRET}@h/d`,
    says: "write postgresql:// without the +",
    source: "docs.sqlalchemy.org/en/20/dialects/postgresql.html",
  },
  {
    value: `jdbc:postgresql://h:5432/d?user=u&password=${SECRET}`,
    says: "write postgresql://user:password@host:5432/database",
    source: "jdbc.postgresql.org/documentation/use",
  },
  { value: `mysql://u:${SECRET}@h/d`, says: "another kind of database", source: "Railway's MySQL" },
  { value: "sqlite:///shop.db", says: "another kind of database", source: "docs.sqlalchemy.org" },
  { value: "sqlite+aiosqlite:///shop.db", says: "another kind", source: "docs.sqlalchemy.org" },
  {
    value: `mongodb+srv://u:${SECRET}@h/d`,
    says: "another kind of database",
    source: "mongodb.com/docs/manual/reference/connection-string",
  },
  { value: "file:./dev.db", says: "another kind of database", source: "prisma.io/docs (SQLite)" },
  {
    value: `prisma+postgres://accelerate.prisma-data.net/?api_key=${SECRET}`,
    says: "write the direct connection string",
    source: "prisma.io/docs/postgres",
  },
  {
    value: "https://abcd.supabase.co",
    says: "write the connection string of the database",
    source: SUPABASE,
  },
  {
    value: `host=h dbname=d user=u password=${SECRET}`,
    says: "list of keywords",
    source: "postgresql.org/docs/current/libpq-connect.html",
  },
  {
    value: `psql 'postgresql://u:${SECRET}@h/d?sslmode=require'`,
    says: "write only what is between its quotes",
    source: "neon.com/docs/connect/query-with-psql-editor",
  },
  {
    value: `postgres://u:${SECRET}#1@h/d`,
    says: "as %40 %3A %2F %3F %23",
    source: "github.com/iceddev/pg-connection-string/issues/21",
  },
  {
    value: `postgres://u:12#${SECRET}@h/d`,
    says: "password encoded",
    source: "github.com/iceddev/pg-connection-string/issues/23",
  },
  {
    value: `postgres://u:12/${SECRET}@h/d`,
    says: "password encoded",
    source: "github.com/brianc/node-postgres/issues/3376",
  },
  {
    value: `postgres://u:12?${SECRET}@h/d`,
    says: "password encoded",
    source: "github.com/brianc/node-postgres/issues/3557",
  },
  {
    value: `postgres://u:${SECRET}%zz@h/d`,
    says: "%25",
    source: "github.com/brianc/node-postgres/issues/133",
  },
  {
    value: "postgresql://postgres:[YOUR-PASSWORD]@db.abcd.supabase.co:5432/postgres",
    says: "the password itself",
    source: SUPABASE,
  },
  {
    value: `postgres://u:${SECRET}@h/d?sslmode=required`,
    says: "sslmode: disable, allow",
    source: "github.com/prisma/orm/issues/134",
  },
  {
    value: `postgres://u:${SECRET}@h/d?ssl=require`,
    says: "sslmode=require instead of ssl=…",
    source: "github.com/nfraxlab/svc-infra/pull/57",
  },
  {
    value: `postgres://u:${SECRET}@h/d?schema=shop`,
    says: "options=-csearch_path%3Dname",
    source: "prisma.io/docs/orm/overview/databases/postgresql",
  },
  {
    value: `postgres://u:${SECRET}@ep-cool-12-pooler.us-east-2.aws.neon.tech/d?sslmode=require`,
    says: "remove -pooler from the host",
    source: "neon.com/docs/connect/connection-pooling",
  },
  {
    value: `postgres://postgres.abcd:${SECRET}@aws-0-eu.pooler.supabase.com:6543/postgres`,
    says: "port 5432 instead of 6543",
    source: SUPABASE,
  },
  {
    value: `postgres://u:${SECRET}@h:6432/d?pgbouncer=true`,
    says: "without pgbouncer=true",
    source:
      "prisma.io/docs/orm/prisma-client/setup-and-configuration/databases-connections/pgbouncer",
  },
  {
    value: `"postgres://u:${SECRET}@h/d"`,
    says: "without the quotes",
    source: "github.com/maxking/docker-mailman/issues/226",
  },
  {
    value: `'postgres://u:${SECRET}@h/d'`,
    says: "without the quotes",
    source: "github.com/maxking/docker-mailman/issues/226",
  },
  {
    value: `DATABASE_URL=postgres://u:${SECRET}@h/d`,
    says: "without DATABASE_URL= before it",
    source: "a line of .env in the field of a value",
  },
  {
    value: "${{Postgres.DATABASE_URL}}",
    says: "nobody has replaced the reference",
    source: "docs.railway.com/guides/variables",
  },
];
Deno.test.each(DATABASE)(
  "DATABASE_URL refuses $value",
  (form) => assertRefused("DATABASE_URL", form),
);

const COPIED = "backblaze.com/docs/cloud-storage-s3-compatible-api, the endpoint of a bucket";
const ENDPOINT: readonly Form[] = [
  { value: "s3.us-west-004.backblazeb2.com", says: "write https:// before it", source: COPIED },
  {
    value: "https://s3.us-west-004.backblazeb2.com/pictures",
    says: "without a path: the name of the bucket belongs into B2_BUCKET",
    source: "github.com/duplicati/duplicati/pull/6498",
  },
  {
    value: "https://pictures.s3.us-west-004.backblazeb2.com",
    says: "must be https://s3.us-west-004.backblazeb2.com, without a bucket",
    source: "github.com/aws/aws-sdk-js-v3/issues/4570",
  },
  { value: "s3://pictures", says: "not an s3:// address", source: "the AWS command line" },
  { value: "https://f004.backblazeb2.com", says: "is of another API", source: COPIED },
  { value: "https://api004.backblazeb2.com", says: "is of another API", source: COPIED },
  { value: "http://s3.us-west-004.backblazeb2.com", says: "https:// at Backblaze", source: COPIED },
  {
    value: `https://me:${SECRET}@s3.us-west-004.backblazeb2.com`,
    says: "no user and password",
    source: "a URL with a key",
  },
  {
    value: "https://abc.r2.cloudflarestorage.com/pictures",
    says: "without a path",
    source: "github.com/Dokploy/dokploy/issues/1263",
    more: { B2_REGION: "auto" },
  },
  {
    value: '"https://s3.us-west-004.backblazeb2.com"',
    says: "quotes",
    source: "github.com/maxking/docker-mailman/issues/226",
  },
];
Deno.test.each(ENDPOINT)(
  "B2_ENDPOINT refuses $value",
  (form) => assertRefused("B2_ENDPOINT", { ...form, more: { ...BACKBLAZE, ...form.more } }),
);

const OTHERS: readonly (Form & { readonly name: string })[] = [
  {
    name: "B2_REGION",
    value: "us-east-005",
    says: "must be us-west-004, as in B2_ENDPOINT",
    source: "github.com/s3fs-fuse/s3fs-fuse/issues/1186",
  },
  {
    name: "B2_BUCKET",
    value: "https://f004.backblazeb2.com/file/pictures",
    says: "without an address",
    source: COPIED,
  },
  {
    name: "B2_KEY_ID",
    value: `K004${SECRET}abcdefghijklmnopqrst`,
    says: "they are exchanged",
    source: "backblaze.com/docs/cloud-storage-s3-compatible-app-keys",
  },
  {
    name: "B2_KEY_ID",
    value: "0123456789ab",
    says: "the master key does not work",
    source: "backblaze.com/docs/cloud-storage-s3-compatible-app-keys",
  },
  {
    name: "B2_PUBLIC_URL",
    value: "https://f004.backblazeb2.com",
    says: "/file/ and the name of the bucket",
    source: COPIED,
  },
  {
    name: "B2_PUBLIC_URL",
    value: "https://s3.us-west-004.backblazeb2.com",
    says: "must name the bucket",
    source: COPIED,
  },
  {
    name: "B2_PUBLIC_URL",
    value: `https://cdn.example/?token=${SECRET}`,
    says: "must end before the ?",
    source: "a signed address",
  },
  { name: "B2_PUBLIC_URL", value: "cdn.example", says: "write https://", source: "a CDN's domain" },
];
Deno.test.each(OTHERS)(
  "$name refuses $value",
  ({ name, ...form }) => assertRefused(name, { ...form, more: BACKBLAZE }),
);

const GOOD: readonly { readonly value: string; readonly source: string }[] = [
  { value: "postgresql://postgres:p@monorail.proxy.rlwy.net:41234/railway", source: "Railway" },
  { value: "postgres://u:p@ec2-1-2.compute-1.amazonaws.com:5432/d", source: "Heroku" },
  {
    value:
      "postgresql://u:p@ep-cool-12.us-east-2.aws.neon.tech/d?sslmode=require&channel_binding=require",
    source: "neon.com/docs/connect/connect-from-any-app",
  },
  {
    value: "postgres://u:p@ep-cool-12.eu.neon.tech/d?sslmode=require&options=endpoint%3Dep-cool-12",
    source: "neon.com/docs/connect/connection-errors",
  },
  {
    value: "postgres://postgres.abcd:p@aws-0-eu.pooler.supabase.com:5432/postgres",
    source: SUPABASE,
  },
  { value: "postgresql://u:p@h/d?schema=public", source: "Prisma" },
  { value: "postgres://u:p@h/d?sslmode=verify-full&sslrootcert=system", source: "libpq" },
  { value: "postgres:///shop?host=/run/postgresql", source: "a socket" },
  { value: "postgres://u:p@ss@h/d", source: "a second @: the driver reads it right" },
];
Deno.test.each(GOOD)("DATABASE_URL takes $value", ({ value }) => {
  const result = readConfig({ DATABASE_URL: value });
  assert.ok("config" in result, JSON.stringify(result));
  assert.equal(result.config.databaseUrl, value);
});

Deno.test.each<{ url: string; says?: RegExp }>([
  { url: "postgres://u:p@monorail.proxy.rlwy.net:41234/railway", says: /rlwy\.net has no TLS/ },
  { url: "postgres://u:p@203.0.113.7/d", says: /has no TLS/ },
  { url: "postgres://u:p@[2001:db8::1]/d?sslmode=disable", says: /has no TLS/ },
  { url: "postgres://u:p@db.example.com/d?sslmode=no-verify", says: /nobody looks at/ },
  { url: "postgres://u:p@db/d?sslmode=no-verify", says: /nobody looks at/ },
  { url: "postgres://u:p@db.example.com/d?sslmode=require" },
  { url: "postgres://u:p@postgres.railway.internal/railway" },
  { url: "postgres://u:p@db/d" },
  { url: "postgres://u:p@127.0.0.1/d" },
  { url: "postgres://u:p@10.0.0.3/d" },
  { url: "postgres://u:p@172.31.0.3/d" },
  { url: "postgres://u:p@[::1]/d" },
  { url: "postgres:///shop?host=/run/postgresql" },
])("doubtOfUrl() of $url", ({ url, says }) => {
  const doubt = doubtOfUrl(url);
  if (says === undefined) assert.equal(doubt, undefined);
  else assert.match(doubt ?? "", says);
  assert.ok(!doubt?.includes("u:p"));
});
