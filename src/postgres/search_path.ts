import * as v from "valibot";

/** The name of a schema that needs no quotes. PostgreSQL keeps names with `pg_` for itself. */
export const SchemaName: v.GenericSchema<string, string> = v.pipe(
  v.string(),
  v.regex(
    /^(?!pg_)[a-z_][a-z0-9_]{0,49}$/,
    "must be a schema's name of a-z 0-9 _, such as vitrine",
  ),
);

/**
 * The URL of a database in which tables are made in this schema and found there first. A legacy table may lie in `public`.
 * Without a schema, the URL stays as it is.
 */
export function withSearchPath(databaseUrl: string, schema: string | undefined): string {
  if (schema === undefined) return databaseUrl;
  const url = new URL(databaseUrl);
  const options = [url.searchParams.get("options"), `-c search_path=${schema},public`];
  url.searchParams.set("options", options.filter((option) => option !== null).join(" "));
  return url.href;
}
