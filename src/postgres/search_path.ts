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
