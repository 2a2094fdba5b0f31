/**
 * Asks the process in this container whether it lives: exit code 0 for a 2xx answer within 3 s, else 1. The image's
 * HEALTHCHECK runs it; `health.ts /readyz` asks whether it is ready.
 * @module
 */

const LIMIT_MS = 3000;

/** Says whether a URL answers with 2xx within the limit; what it answers does not matter. */
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
