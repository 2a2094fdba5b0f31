/**
 * Asks the shop in this container whether it is alive. Exits with 0 for a 2xx answer within 3 s, else with 1. The
 * image's HEALTHCHECK runs it. With the argument `/readyz` it asks whether the shop is ready.
 * @module
 */

const LIMIT_MS = 3000;

/** Whether a URL answers with 2xx within the limit. */
export async function isHealthy(url: string, limitMs = LIMIT_MS): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(limitMs), redirect: "manual" });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

if (import.meta.main) {
  const [path = "/healthz"] = Deno.args;
  const port = Deno.env.get("PORT") || "8000";
  const healthy = await isHealthy(`http://127.0.0.1:${port}${path}`);
  Deno.exit(healthy ? 0 : 1);
}
