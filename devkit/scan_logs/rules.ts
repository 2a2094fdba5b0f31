/** A rule for log lines. */
export interface Rule {
  /** Finds what the line must not contain. */
  readonly name: string;
  readonly isBroken: (line: string) => boolean;
}

/** A shorter secret would be found in ordinary words. */
const SHORTEST_SECRET = 8;

/** Patterns of secrets and bytes. They must not match the replacements `[token]` and `[secret]`. */
const PATTERNS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["a bot's token", /\d{6,}:[\w-]{30,}/],
  ["the path of a file with a token", /\/file\/bot(?!\[token\])/],
  [
    "a signed address",
    /X-Amz-(?:Signature|Credential|Security-Token)(?:=|%3D|["']?: ?["']?)(?!\[secret\])/i,
  ],
  ["a signature", /\b(?:Signature|Credential)=(?!\[secret\])\S/],
  ["an Authorization header", /\bauthorization\\?["']?\s*[:=,]\s*\\?["']?(?!\[secret\])\S/i],
  ["a bearer's token", /\bBearer +[\w-]{8,}/],
  ["a password in an address", /\w:\/\/[^:/@\s"]*:(?!\[secret\]@)[^/\s"@]+@/],
  ["bytes in base64", /\/9j\/[24]|iVBORw0KGgo|UklGR[\w+/]{4,}/],
  ["bytes in hexadecimal", /(?<![0-9a-f])(?:ff ?d8 ?ff ?(?:e\d|db)|89 ?50 ?4e ?47)/i],
  [
    "bytes as numbers",
    /\b255, ?216, ?255\b|\b137, ?80, ?78, ?71\b|"0":\d{1,3},"1":\d{1,3},"2":\d{1,3}/,
  ],
  ["an array of bytes", /Uint8Array|ArrayBuffer|"type": ?"Buffer"|<Buffer /],
  ["the head of a picture", /JFIF|Exif\\u0000|IHDR|\ufffd{2}/],
  [
    "control bytes",
    // One that is escaped may be of a stranger's text, such as an id. A picture has many.
    // deno-lint-ignore no-control-regex -- finding control characters is its purpose
    /[\u0000-\u0008\u000b-\u001f\u007f]|(?:\\u00(?:0[0-8bcef]|1[\da-f]|7f).{0,3}){2}/i,
  ],
];

/** Creates the rules. Secrets are found plain, URL-encoded and as JSON escapes them. */
export function createRules(secrets: readonly string[]): readonly Rule[] {
  const patterns = PATTERNS.map(([name, pattern]) => ({
    name,
    isBroken: (line: string) => pattern.test(line),
  }));
  const spelled = [...new Set(secrets.filter(isLong).flatMap(spellings))];
  const isBroken = (line: string) => spelled.some((secret) => line.includes(secret));
  return [...patterns, { name: "a secret of the settings", isBroken }];
}

function isLong(secret: string): boolean {
  return secret.length >= SHORTEST_SECRET;
}

function spellings(secret: string): string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
}
