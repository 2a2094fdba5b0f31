/**
 * The settings of the bucket: what is wrong with one, before anybody is asked.
 * @module
 */

/** The middle of a Backblaze endpoint. */
const BACKBLAZE = /^(?:(.+)\.)?s3\.([\w-]+)\.backblazeb2\.com$/i;
/** Backblaze's native API, and its friendly addresses. */
const NATIVE = /^(api|f)\d*\.backblazeb2\.com$/i;

/** The region that is a part of a Backblaze endpoint; undefined for another one. */
export function regionOf(endpoint: string | undefined): string | undefined {
  return BACKBLAZE.exec(URL.parse(endpoint ?? "")?.hostname ?? "")?.[2];
}

/** What is wrong with `B2_ENDPOINT`, and what to write instead; undefined if nothing is. It begins with "must". */
export function problemOfEndpoint(text: string): string | undefined {
  const bucket = "the name of the bucket belongs into B2_BUCKET";
  if (/^s3:/i.test(text)) {
    return `must be the https:// address of the service, not an s3:// address: ${bucket}`;
  }
  const form = problemOfBaseUrl(text);
  if (form !== undefined) return form;
  const url = new URL(text);
  if (NATIVE.test(url.hostname)) {
    return "must be the Endpoint that Backblaze shows below the bucket, such as https://s3.us-west-004.backblazeb2.com. This one is of another API";
  }
  const [, host, region] = BACKBLAZE.exec(url.hostname) ?? [];
  if (host !== undefined) {
    return `must be https://s3.${region}.backblazeb2.com, without a bucket: ${bucket}`;
  }
  if (region !== undefined && url.protocol === "http:") {
    return "must start with https:// at Backblaze";
  }
  if (!/^\/*$/.test(url.pathname)) return `must end after the host, without a path: ${bucket}`;
  return undefined;
}

/** What is wrong with `B2_PUBLIC_URL`, and what to write instead; undefined if nothing is. It begins with "must". */
export function problemOfPublicUrl(text: string): string | undefined {
  const form = problemOfBaseUrl(text);
  if (form !== undefined) return form;
  const { hostname, pathname } = new URL(text);
  const [, host, region] = BACKBLAZE.exec(hostname) ?? [];
  const isBare = /^\/*$/.test(pathname);
  if (isBare && /^f\d{3}\.backblazeb2\.com$/i.test(hostname)) {
    return `must end with /file/ and the name of the bucket, such as https://${hostname.toLowerCase()}/file/my-bucket`;
  }
  if (isBare && region !== undefined && host === undefined) {
    return `must name the bucket, such as https://my-bucket.s3.${region}.backblazeb2.com`;
  }
  return undefined;
}

/** What is wrong with the URL of a service, to which paths are added; undefined if nothing is. It begins with "must". */
export function problemOfBaseUrl(text: string): string | undefined {
  const form = problemOfHttpUrl(text);
  if (form !== undefined) return form;
  const { username, password, search, hash } = new URL(text);
  if (username !== "" || password !== "") return "must have no user and password";
  if (search !== "" || hash !== "" || /[?#]$/.test(text)) return "must end before the ? or #";
  return undefined;
}

/** What is wrong with a URL of the web; undefined if nothing is. It begins with "must". */
export function problemOfHttpUrl(text: string): string | undefined {
  const must = "must be a URL that starts with http:// or https://";
  if (/^[\w-]+(\.[\w-]+)+(:\d+)?\/*$/.test(text)) return `${must}: write https:// before it`;
  // The URL parser strips or encodes invisible characters. Then one URL would have two forms.
  const isUrl = URL.canParse(text) && /^https?:\/\/[^\s\p{C}]+$/u.test(text);
  return isUrl ? undefined : must;
}

/** The settings of the key and the region. */
export interface KeySettings {
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
  readonly keyId: string | undefined;
  readonly applicationKey: string | undefined;
}

/** Problems between the settings of the bucket, each with the name of its setting. */
export function problemsOfKey({ endpoint, region, keyId, applicationKey }: KeySettings): string[] {
  const inEndpoint = regionOf(endpoint);
  if (inEndpoint === undefined) return [];
  const problems: string[] = [];
  if (region !== undefined && region !== inEndpoint) {
    problems.push(`B2_REGION must be ${inEndpoint}, as in B2_ENDPOINT, or be left out`);
  }
  // A keyID has 25 hexadecimal digits, that of the master key 12. A key begins with K and three digits.
  const isSecret = (text = "") => /^K\d{3}[\w+/]{27}$/.test(text);
  if (isSecret(keyId) && !isSecret(applicationKey)) {
    problems.push(
      "B2_KEY_ID must be the keyID, and B2_APPLICATION_KEY the applicationKey: they are exchanged",
    );
  } else if (/^[0-9a-f]{12}$/.test(keyId ?? "")) {
    problems.push(
      "B2_KEY_ID must be the keyID of an application key: the master key does not work with the S3 API",
    );
  }
  return problems;
}
