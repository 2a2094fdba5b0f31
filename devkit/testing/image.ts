import { basename, dirname, join } from "node:path";
import { isIgnored, parseDockerfile, type Step, unpack } from "./dockerfile.ts";

/** The contents of the image, in a folder of this machine. */
export interface TestImage extends AsyncDisposable {
  /** The folder that is `/app` in the image. */
  readonly dir: string;
  /** Runs a command in the folder, with the environment of the image and more variables. */
  run(command: readonly string[], environment?: Record<string, string>): Deno.ChildProcess;
}

/** The repository, as Docker's build context. */
export const CONTEXT = new URL("../../", import.meta.url).pathname;

/**
 * Builds the Dockerfile without Docker. Each stage is a folder, COPY obeys `.dockerignore`, and RUN runs. There is no
 * base image, and there are no owners and users. `args` are those of `--build-arg`.
 */
export async function buildImage(args: Record<string, string> = {}): Promise<TestImage> {
  await using stack = new AsyncDisposableStack();
  const root = await Deno.makeTempDir({ prefix: "vitrine-image-" });
  stack.defer(() => Deno.remove(root, { recursive: true }));
  const ignored = isIgnored(await Deno.readTextFile(`${CONTEXT}.dockerignore`));
  const steps = parseDockerfile(await Deno.readTextFile(`${CONTEXT}Dockerfile`));
  const stages = new Map<string, string>();
  let dir = root;
  let environment: Record<string, string> = {};
  for (const step of steps) {
    if (step.instruction === "FROM") {
      const name = /\bAS (\w+)/.exec(step.text)?.[1] ?? "final";
      dir = join(root, name);
      environment = baseEnvironment();
      stages.set(name, dir);
      await Deno.mkdir(dir);
    } else if (step.instruction === "ENV") environment = { ...environment, ...parseEnv(step) };
    else if (step.instruction === "COPY") await runCopy(step, dir, stages, ignored);
    else if (step.instruction === "RUN") await runShell(step, dir, { ...environment, ...args });
  }
  const built = stack.move();
  return {
    dir,
    run: ([program = "", ...args], extra = {}) =>
      new Deno.Command(program === "deno" ? Deno.execPath() : program, {
        args,
        cwd: dir,
        clearEnv: true,
        env: { ...environment, ...extra },
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    [Symbol.asyncDispose]: () => built.disposeAsync(),
  };
}

async function runCopy(
  { text }: Step,
  dir: string,
  stages: ReadonlyMap<string, string>,
  ignored: (path: string) => boolean,
): Promise<void> {
  const words = text.split(/\s+/);
  const stage = /^--from=(.+)/.exec(words[0] ?? "")?.[1];
  const target = words.at(-1) ?? "./";
  for (const word of words.slice(stage === undefined ? 0 : 1, -1)) {
    const path = word.replace(/^\/app\//, "");
    const to = target.endsWith("/") ? join(dir, target, basename(path)) : join(dir, target);
    // Each file of a stage is needed once, and moving node_modules is quick.
    if (stage !== undefined) await Deno.rename(join(stages.get(stage) ?? "", path), to);
    else await copy(path, to, ignored);
  }
}

/** Copies a file or folder of the context, without ignored files. */
async function copy(
  path: string,
  target: string,
  ignored: (path: string) => boolean,
): Promise<void> {
  const source = join(CONTEXT, path);
  if ((await Deno.stat(source)).isDirectory) {
    for await (const { name } of Deno.readDir(source)) {
      await copy(`${path}/${name}`, `${target}/${name}`, ignored);
    }
  } else if (!ignored(path)) {
    await Deno.mkdir(dirname(target), { recursive: true });
    await Deno.copyFile(source, target);
  }
}

async function runShell(
  { text }: Step,
  dir: string,
  environment: Record<string, string>,
): Promise<void> {
  const command = text.replaceAll(/--(owner|group)=\w+ /g, "");
  const { success, stderr } = await new Deno.Command("sh", {
    args: ["-c", command],
    cwd: dir,
    // A build may need this machine's proxy and certificate to reach the registry.
    env: environment,
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

function parseEnv({ text }: Step): Record<string, string> {
  return Object.fromEntries(text.split(/\s+/).map((pair) => unpack(pair, "=")));
}
