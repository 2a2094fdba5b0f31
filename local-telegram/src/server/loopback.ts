const LOOPBACK_NAMES = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Whether a request may use the control and the chat page. The request must name this machine by a loopback name, and
 * must not come from another site's page. The check of `Host` stops DNS rebinding.
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
