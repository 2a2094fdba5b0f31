import type { S3Client } from "@aws-sdk/client-s3";
import { needsPathStyle } from "../permissions.ts";
import { isSafeKey } from "./safe_key.ts";

/** Long enough to open a page and to load it again. S3 allows up to a week. */
const SIGNED_SECONDS = 300;

/** What the SDK's signer is asked for. Its own type needs a package of its own. */
interface Request {
  readonly method: "GET";
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
}
interface Presigner {
  presign(
    request: Request,
    options: { readonly expiresIn: number; readonly signingDate: Date },
  ): Promise<{ readonly query?: Readonly<Record<string, unknown>> }>;
}

/**
 * Signs the address of an object with the SDK's own signer, by the time of the store as far as the client knows it
 * (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html, read 2026-11).
 *
 * @throws {RangeError} for a key whose address leads elsewhere.
 */
export async function signedAddress(
  { config }: Pick<S3Client, "config">,
  bucket: string,
  key: string,
): Promise<string> {
  if (!isSafeKey(key)) {
    throw new RangeError(`Cannot sign ${JSON.stringify(key)}: its address leads elsewhere`);
  }
  const url = await addressOf(config, bucket, key);
  const scheme = {
    name: "sigv4",
    signingName: "s3",
    signingRegion: await config.region(),
  } as const;
  const signer = await config.signer({ ...scheme, properties: {} }) as unknown as Presigner;
  const { query = {} } = await signer.presign(
    {
      method: "GET",
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port !== "" && { port: Number(url.port) }),
      path: url.pathname,
      query: {},
      headers: { host: url.host, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
    },
    {
      expiresIn: SIGNED_SECONDS,
      signingDate: new Date(Date.now() + config.systemClockOffset),
    },
  );
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encode(String(value))}`);
  return `${url.href}?${pairs.join("&")}`;
}

async function addressOf(
  { endpoint }: S3Client["config"],
  bucket: string,
  key: string,
): Promise<URL> {
  const { protocol, hostname, port = "" } = await endpoint!();
  const host = `${hostname}${port === "" ? "" : `:${port}`}`;
  const path = key.split("/").map(encode).join("/");
  return needsPathStyle(`${protocol}//${host}`, bucket)
    ? new URL(`${protocol}//${host}/${bucket}/${path}`)
    : new URL(`${protocol}//${bucket}.${host}/${path}`);
}

/** As AWS wants it, which encodes more than the URL parser does. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
