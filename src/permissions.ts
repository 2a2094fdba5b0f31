/**
 * Which hosts and folders the settings name, and whether this process may use them: said at start, in words, and not by
 * the first connection or file that fails.
 * @module
 */

/** Whether this process has a permission. */
export type IsPermitted = (permission: Deno.PermissionDescriptor) => boolean;

/** The settings by their names, as they are given. */
export type GivenSettings = Readonly<Record<string, string | undefined>>;

/** What a setting asks of the permissions. */
interface Need {
  /** The setting. */
  readonly setting: string;
  /** What it names: a host to connect to, or a folder. */
  readonly names: string;
  readonly permission: Deno.PermissionDescriptor;
  /** What is to be done where it is not given. */
  readonly remedy: string;
}

const PORTS: Readonly<Record<string, string>> = {
  "https:": "443",
  "http:": "80",
  "postgres:": "5432",
  "postgresql:": "5432",
};

/** Asks Deno. It may not ask anybody in turn: nobody sits there. */
export function isPermitted(permission: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(permission).state === "granted";
}

/** Every host and folder of the settings that may not be used, one line each, with what to do about it. */
export function describeForbidden(settings: GivenSettings, isPermitted: IsPermitted): string[] {
  return [...hostsOf(settings), ...foldersOf(settings)]
    .filter(({ permission }) => !isPermitted(permission))
    .map(({ setting, names, permission, remedy }) => {
      const verb = permission.name === "net" ? "reach" : permission.name;
      return `${setting} names ${names}, which the permissions of this process do not let it ${verb}: ${remedy}`;
    });
}

function* hostsOf(settings: GivenSettings): Generator<Need, void> {
  for (const setting of ["DATABASE_URL", "TELEGRAM_API_ROOT", "B2_ENDPOINT"]) {
    const url = URL.parse(settings[setting] ?? "");
    // A socket of the machine's own has no host.
    if (url === null || url.hostname === "") continue;
    const host = `${url.hostname}:${url.port || PORTS[url.protocol]}`;
    const bucket = setting === "B2_ENDPOINT" ? settings.B2_BUCKET : undefined;
    if (bucket === undefined || needsPathStyle(url.href, bucket)) yield needOfHost(setting, host);
    // The bucket stands before the endpoint's name: both are reached.
    else yield needOfHost(setting, `${bucket}.${host}`, `*.${host}`);
  }
}

function needOfHost(setting: string, host: string, entry = host): Need {
  const remedy =
    `add "${entry}" to permissions.production.net in deno.json, or build the image with NET_HOSTS=${entry}`;
  return { setting, names: host, permission: { name: "net", host }, remedy };
}

function* foldersOf(settings: GivenSettings): Generator<Need, void> {
  const { LEGACY_IMAGES_DIR: legacy, IMAGE_CACHE_DIR: cache, VITRINE_DATA_DIR: data } = settings;
  if (legacy !== undefined) yield needOfFolder("LEGACY_IMAGES_DIR", legacy, "read", "./");
  // Where the cache is.
  const [setting, path] = cache === undefined
    ? ["VITRINE_DATA_DIR", data] as const
    : ["IMAGE_CACHE_DIR", cache] as const;
  if (path === undefined) return;
  yield needOfFolder(setting, path, "read", "./data/");
  yield needOfFolder(setting, path, "write", "./data/");
}

function needOfFolder(
  setting: string,
  path: string,
  name: "read" | "write",
  allowed: string,
): Need {
  const list = name === "read" ? "read.allow" : "write";
  const remedy = `name one below ${allowed}, or add ${
    JSON.stringify(path)
  } to permissions.production.${list} in deno.json`;
  return { setting, names: path, permission: { name, path }, remedy };
}

/**
 * Whether the bucket must stand in the path instead of the host name: for hosts that have no
 * subdomains (an address, `localhost`, a container's name) and for buckets with a dot, which no
 * wildcard certificate covers.
 */
export function needsPathStyle(endpoint: string, bucket: string): boolean {
  const { hostname } = new URL(endpoint);
  const isAddress = hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
  const isLocal = !hostname.includes(".") || hostname.endsWith(".localhost");
  return isAddress || isLocal || bucket.includes(".");
}
