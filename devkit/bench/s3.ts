/**
 * Stands for B2: a server that keeps objects in memory, in its own process. B2 is on another machine and takes nothing
 * from this one, so it does as little as possible. This module is also the program of that process: it prints the endpoint,
 * and ends when its standard input ends.
 * @module
 */
import { createHash } from "node:crypto";
import { DENO_RUN, pause } from "../../src/std/mod.ts";
import type { B2Settings } from "../../src/storage/mod.ts";

const BUCKET = "bench";
const NO_KEY = "<Error><Code>NoSuchKey</Code></Error>";

/** Opens a server that answers each PUT with a delay. */
export async function openBenchS3(
  options: { readonly latencyMs: number },
): Promise<B2Settings & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const server = new Deno.Command(Deno.execPath(), {
    args: [...DENO_RUN, "-P=start", import.meta.url, `${options.latencyMs}`],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  stack.defer(async () => {
    await server.stdin.close();
    await server.stdout.cancel();
    await server.status;
  });
  const reader = server.stdout.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  if (value === undefined) throw new Error("The S3 server ended before it listened");
  const endpoint = new TextDecoder().decode(value).trim();
  const owned = stack.move();
  return {
    ...{ endpoint, region: "us-east-1", bucket: BUCKET },
    ...{ keyId: "bench", applicationKey: "bench-application-key" },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function serve(latencyMs: number): Promise<void> {
  const objects = new Map<string, Uint8Array<ArrayBuffer>>();
  const options = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
  await using server = Deno.serve(options, async (request) => {
    const { pathname } = new URL(request.url);
    if (request.method === "PUT") {
      const bytes = await request.bytes();
      objects.set(pathname, bytes);
      await pause(latencyMs);
      const md5 = createHash("md5").update(bytes).digest("hex");
      return new Response(null, { headers: { etag: `"${md5}"` } });
    }
    const bytes = objects.get(pathname);
    return bytes === undefined ? new Response(NO_KEY, { status: 404 }) : new Response(bytes);
  });
  console.log(`http://127.0.0.1:${server.addr.port}`);
  for await (const piece of Deno.stdin.readable) void piece;
}

if (import.meta.main) await serve(Number(Deno.args[0]));
