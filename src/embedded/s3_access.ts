import { isSafeKey } from "../storage/mod.ts";

/** A request to the embedded S3 server. */
export interface S3Request {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The answer to a request that is not let in. */
export interface S3Refusal {
  readonly status: 400 | 403;
  readonly says: string;
}

/** Names of this machine. A website can let a name of its own lead here. */
const OWN_HOST = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

/**
 * Refuses what would lead out of the server's folder, and what a page of a website could send. Undefined for all else.
 *
 * The bucket is public on this machine, because people open the addresses in the columns: whoever knows a key may read its
 * object. All else must be signed. The signature is not checked, because this server's key is no secret. But a browser
 * sends no signed request of another site's page unless the server agrees, and this server never does.
 */
export function refuseS3({ method, url, headers }: S3Request): S3Refusal | undefined {
  const { host, authorization, "x-amz-copy-source": copied } = headers;
  const named = [url, ...(copied === undefined ? [] : [`/${String(copied)}`])].map(keyIn);
  if (!named.every(staysInFolder)) return { status: 400, says: "The key is refused" };
  if (!OWN_HOST.test(String(host))) return { status: 403, says: "This is no name of this machine" };
  if (String(authorization).startsWith("AWS4-HMAC-SHA256 ")) return undefined;
  if (/^(GET|HEAD)$/.test(method) && named[0] !== "") return undefined;
  return { status: 403, says: "Without a signature, one may only read an object" };
}

/** The key of `/bucket/key?…`, as it is written there. Empty for a request to the bucket itself. */
function keyIn(url: string): string {
  const [path = ""] = url.split("?");
  const [, key = ""] = /^\/+[^/]*\/?(.*)$/s.exec(path) ?? [];
  return key;
}

/** fauxqs makes the paths of its files of the keys, and `..` would lead out of the folder. */
function staysInFolder(key: string): boolean {
  try {
    return key === "" || isSafeKey(decodeURIComponent(key));
  } catch {
    return false;
  }
}
