import { dirname, join } from "node:path";
import { buildSteps, type Stage } from "../image/build_steps.ts";

/** The contents of the image, in a folder of this machine. */
export interface TestImage extends AsyncDisposable {
  /** The folder that is `/app` in the image. */
  readonly dir: string;
  /** Runs a command in the folder, with the environment of the image and more variables. */
  run(command: readonly string[], environment?: Record<string, string>): Deno.ChildProcess;
}

/**
 * Builds the Dockerfile without Docker, and without a base image, owners and users: its commands run on this machine, in the
 * folder. `deno task image:check` builds the whole image. `args` are those of `--build-arg`.
 */
export async function buildImage(args: Record<string, string> = {}): Promise<TestImage> {
  await using stack = new AsyncDisposableStack();
  const parent = await Deno.makeTempDir({ prefix: "vitrine-image-" });
  stack.defer(() => Deno.remove(parent, { recursive: true }));
  const begin = async (name: string) => {
    const root = join(parent, name);
    await Deno.mkdir(root);
    return { root, env: baseEnvironment() };
  };
  const { root, dir: inImage, env } = await buildSteps({ begin, run: runHere }, args);
  const dir = join(root, inImage);
  const built = stack.move();
  return {
    dir,
    run: ([program = "", ...args], extra = {}) =>
      new Deno.Command(program === "deno" ? Deno.execPath() : program, {
        args,
        cwd: dir,
        clearEnv: true,
        env: { ...env, ...extra },
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    [Symbol.asyncDispose]: () => built.disposeAsync(),
  };
}

async function runHere(
  { root, dir, env }: Stage,
  text: string,
  args: Readonly<Record<string, string>>,
): Promise<void> {
  const command = text.replaceAll(/--(owner|group)=\w+ /g, "");
  const { success, stderr } = await new Deno.Command("sh", {
    args: ["-c", command],
    cwd: join(root, dir),
    // A build may need this machine's proxy and certificate to reach the registry.
    env: { ...env, ...args },
  }).output();
  if (!success) throw new Error(`RUN ${text} failed: ${new TextDecoder().decode(stderr)}`);
}

/** The environment of the base image. Its PATH has `deno`, and no other program of this machine. */
function baseEnvironment(): Record<string, string> {
  const names = ["DENO_DIR", "HOME", "XDG_CACHE_HOME"];
  const inherited = names.map((name) => [name, Deno.env.get(name)]);
  return {
    ...Object.fromEntries(inherited.filter(([, value]) => value !== undefined)),
    PATH: `${dirname(Deno.execPath())}:/usr/bin:/bin`,
    NO_COLOR: "1",
  };
}
