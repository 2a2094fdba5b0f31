/** A running command, as a test sees it. */
export interface RunningCommand {
  readonly url: string;
  readonly token: string;
  /** What the command has printed. */
  readonly output: string;
  /** Sends a signal and returns the exit code. */
  stop(signal: Deno.Signal): Promise<number>;
}

const FOLDER = new URL("../../", import.meta.url);

/** Makes the command with the permission set `serve`. It may use `dataDir` too. */
export function createCommand(args: readonly string[], dataDir?: string): Deno.Command {
  const more = dataDir === undefined ? [] : [`--allow-read=${dataDir}`, `--allow-write=${dataDir}`];
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--node-modules-dir=manual",
      "-P=serve",
      ...more,
      "main.ts",
      ...args,
    ],
    cwd: FOLDER,
    env: { NO_COLOR: "1", DENO_NO_PROMPT: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Starts the command on a free port and waits until it serves. */
export async function startCommand(
  args: readonly string[] = [],
  dataDir?: string,
): Promise<RunningCommand> {
  const child = createCommand(["--port", "0", ...args], dataDir).spawn();
  const problems = new Response(child.stderr).text();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("Stop with Ctrl+C.\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`The command has ended: ${await problems}`);
    text += value;
  }
  const [, url] = /^Bot API root: +(.*)$/m.exec(text) ?? [];
  const [, token] = /^Bot token: +(.*)$/m.exec(text) ?? [];
  if (url === undefined || token === undefined) throw new Error(`No address in:\n${text}`);
  return {
    url,
    token,
    output: text,
    async stop(signal) {
      child.kill(signal);
      const { code } = await child.status;
      await reader.cancel();
      await problems;
      return code;
    },
  };
}
