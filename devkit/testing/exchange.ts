/** Whether {@link exchanging} works here. */
export const CAN_EXCHANGE: boolean = Deno.build.os === "linux";

/** Exchanges two paths to and fro, some 100,000 times a second, until disposal. It is under way when this returns. */
export async function exchanging(one: string, other: string): Promise<AsyncDisposable> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-config",
      "--allow-ffi",
      new URL("./exchange_process.ts", import.meta.url).href,
      one,
      other,
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const begun = child.stdout.getReader();
  await begun.read();
  return {
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await child.status;
      await begun.cancel();
    },
  };
}
