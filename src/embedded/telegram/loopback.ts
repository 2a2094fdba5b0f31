const LOOPBACK_NAMES = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Whether a request may touch the control and the chat page: addressed to this machine by a loopback name, and
 * not sent by another site's page. A name that an attacker's DNS points here is refused by its `Host`.
 */
export function isFromThisMachine(request: Request): boolean {
  const { host } = new URL(request.url);
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  return isLoopback(host) && (origin === null || origin === `http://${host}`) &&
    site !== "cross-site";
}

function isLoopback(host: string): boolean {
  return LOOPBACK_NAMES.has(host.replace(/:\d+$/, ""));
}
