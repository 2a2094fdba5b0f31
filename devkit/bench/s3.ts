/**
 * Runs an S3 server in its own process, so that its time and memory do not count as the client's. This module is also the
 * program of that process: it prints the endpoint, and ends when its standard input ends.
 * @module
 */
import { openEmbeddedS3 } from "../../src/embedded/s3.ts";
import { openS3Front } from "../s3/front.ts";
import type { B2Settings } from "../../src/storage/mod.ts";

const BUCKET = "bench";

/** Opens a server that answers each PUT with a delay. */
export async function openBenchS3(
  options: { readonly dir: string; readonly latencyMs: number },
): Promise<B2Settings & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const server = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-P=start", import.meta.url, options.dir, `${options.latencyMs}`],
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
    ...{ keyId: "embedded", applicationKey: "embedded-application-key" },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function serve(dir: string, latencyMs: number): Promise<void> {
  await using s3 = await openEmbeddedS3({ dir, bucket: BUCKET });
  await using front = await openS3Front({ target: s3 });
  front.fail({ method: "PUT", effect: { delayMs: latencyMs } });
  console.log(front.endpoint);
  for await (const piece of Deno.stdin.readable) void piece;
}

if (import.meta.main) await serve(Deno.args[0]!, Number(Deno.args[1]));
