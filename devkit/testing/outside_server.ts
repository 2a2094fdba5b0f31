/**
 * The server of the tests' databases, if it is not the embedded one: `TEST_DATABASE_URL` names a database of it, such as
 * `postgres://postgres:…@127.0.0.1:5432/postgres`. Its user must be a superuser, and it needs 400 connections. Tests of the
 * embedded server itself, and of whole shops that start it, do not use it.
 */
export const OUTSIDE_URL: string | undefined = Deno.env.get("TEST_DATABASE_URL") || undefined;
