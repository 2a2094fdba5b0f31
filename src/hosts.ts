/**
 * Which hosts the settings name, and whether this process may reach them: said at start, in words, and not by the first
 * connection that fails.
 * @module
 */

/** Whether a host such as `db.example.com:5432` may be reached. */
export type MayReach = (host: string) => boolean;

/** A host that a setting names. */
interface NamedHost {
  /** The setting. */
  readonly setting: string;
  /** What is connected to. */
  readonly host: string;
  /** What a permission set would have to list. */
  readonly entry: string;
}

const PORTS: Readonly<Record<string, string>> = {
  "https:": "443",
  "http:": "80",
  "postgres:": "5432",
  "postgresql:": "5432",
};

/** Whether Deno's permissions let this process reach a host. It may not be asked for them: nobody sits there. */
export function isPermitted(host: string): boolean {
  return Deno.permissions.querySync({ name: "net", host }).state === "granted";
}

/** Every host of the settings that may not be reached, one line each, with what to do about it. */
export function describeUnreachable(
  settings: Readonly<Record<string, string | undefined>>,
  mayReach: MayReach,
): string[] {
  return namedHosts(settings).filter(({ host }) => !mayReach(host)).map((
    { setting, host, entry },
  ) =>
    `${setting} names ${host}, which the permissions of this process do not let it reach: add ` +
    `"${entry}" to permissions.production.net in deno.json, or build the image with NET_HOSTS=${entry}`
  );
}

function namedHosts(settings: Readonly<Record<string, string | undefined>>): NamedHost[] {
  const found: NamedHost[] = [];
  for (const setting of ["DATABASE_URL", "TELEGRAM_API_ROOT", "B2_ENDPOINT"]) {
    const url = URL.parse(settings[setting] ?? "");
    // A socket of the machine's own has no host.
    if (url === null || url.hostname === "") continue;
    const host = `${url.hostname}:${url.port || PORTS[url.protocol]}`;
    const bucket = setting === "B2_ENDPOINT" && isName(url.hostname)
      ? settings.B2_BUCKET
      : undefined;
    found.push(
      bucket === undefined
        ? { setting, host, entry: host }
        // The bucket stands before the endpoint's name: both are reached.
        : { setting, host: `${bucket}.${host}`, entry: `*.${host}` },
    );
  }
  return found;
}

/** A name that may have others below it, not an address or a machine's own name. */
function isName(hostname: string): boolean {
  return /[a-z].*\.[a-z]/i.test(hostname) && !hostname.startsWith("[");
}
