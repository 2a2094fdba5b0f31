/**
 * Checks at start whether this process may use the hosts and folders of its settings. Without this check, the first
 * connection or file would fail later.
 * @module
 */

/** Whether this process has a permission. */
export type IsPermitted = (permission: Deno.PermissionDescriptor) => boolean;

/** The values of the environment by the names of the settings. */
export type GivenSettings = Readonly<Record<string, string | undefined>>;

/** A permission that a setting needs. */
interface Need {
  readonly setting: string;
  /** A host or a folder. */
  readonly names: string;
  readonly permission: Deno.PermissionDescriptor;
  /** Tells the operator what to do when the permission is missing. */
  readonly remedy: string;
}

const PORTS: Readonly<Record<string, string>> = {
  "https:": "443",
  "http:": "80",
  "postgres:": "5432",
  "postgresql:": "5432",
};

/** Asks Deno. It does not prompt: nobody sits at the terminal of a server. */
export function isPermitted(permission: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(permission).state === "granted";
}

/** One line for each host and folder of the settings that this process may not use. It says what to do. */
export function describeForbidden(settings: GivenSettings, isPermitted: IsPermitted): string[] {
  return [...hostsOf(settings), ...foldersOf(settings)]
    .filter(({ permission }) => !isPermitted(permission))
    .map(({ setting, names, permission, remedy }) => {
      const verb = permission.name === "net" ? "reach" : permission.name;
      return `${setting} names ${names}, but this process may not ${verb} it: ${remedy}`;
    });
}

const HOST_SETTINGS = ["DATABASE_URL", "TELEGRAM_API_ROOT", "B2_ENDPOINT", "B2_MIRROR_ENDPOINT"];

function* hostsOf(settings: GivenSettings): Generator<Need, void> {
  for (const setting of HOST_SETTINGS) {
    const url = URL.parse(settings[setting] ?? "");
    // A Unix socket has no host.
    if (url === null || url.hostname === "") continue;
    const host = `${url.hostname}:${url.port || PORTS[url.protocol]}`;
    const bucket = setting.endsWith("_ENDPOINT")
      ? settings[setting.replace("_ENDPOINT", "_BUCKET")]
      : undefined;
    if (bucket === undefined || needsPathStyle(url.href, bucket)) yield needOfHost(setting, host);
    // The bucket is a subdomain of the endpoint. The process reaches both.
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
  const remedy = `use a folder below ${allowed}, or add ${
    JSON.stringify(path)
  } to permissions.production.${list} in deno.json`;
  return { setting, names: path, permission: { name, path }, remedy };
}

/**
 * Whether the bucket must be in the path of a URL instead of its host name. Some hosts have no subdomains: an IP address,
 * `localhost`, the name of a container. And no wildcard certificate covers a bucket with a dot in its name.
 */
export function needsPathStyle(endpoint: string, bucket: string): boolean {
  const { hostname } = new URL(endpoint);
  const isAddress = hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
  const isLocal = !hostname.includes(".") || hostname.endsWith(".localhost");
  return isAddress || isLocal || bucket.includes(".");
}
