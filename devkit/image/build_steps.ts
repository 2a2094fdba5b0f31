/**
 * Does the instructions of a Dockerfile, without Docker: FROM, ARG, ENV, WORKDIR, COPY, RUN, USER, CMD. Each stage is a
 * folder. How a stage begins and how a command runs in it is up to a {@link Workbench}.
 * @module
 */
import { basename, dirname, join, resolve } from "node:path";
import { isIgnored, parseDockerfile, type Step, unpack } from "./dockerfile.ts";

/** The repository, as Docker's build context. */
export const CONTEXT = new URL("../../", import.meta.url).pathname;

/** A stage of a Dockerfile, as far as it is done. */
export interface Stage {
  /** The folder that is `/` in the stage. */
  readonly root: string;
  /** The environment of its commands. */
  readonly env: Record<string, string>;
  /** The working directory, an absolute path in the stage. */
  dir: string;
  /** Undefined for root. */
  user: string | undefined;
  /** The command that a container runs. */
  command: readonly string[];
}

/** How a stage begins, and how its commands run. */
export interface Workbench {
  /** Makes a folder with the contents of a base image, such as `denoland/deno:2.9.6`, and says its environment. */
  begin(name: string, base: string): Promise<Pick<Stage, "root" | "env">>;
  /** Runs a shell command in the stage, with the arguments of the build in its environment. */
  run(stage: Stage, command: string, args: Readonly<Record<string, string>>): Promise<void>;
}

/** Does the repository's Dockerfile. `args` are those of `--build-arg`. Returns the last stage. */
export async function buildSteps(
  bench: Workbench,
  args: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const ignored = isIgnored(await Deno.readTextFile(`${CONTEXT}.dockerignore`));
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const step of parseDockerfile(await Deno.readTextFile(`${CONTEXT}Dockerfile`))) {
    if (step.instruction === "FROM") {
      const [base = "", , name = "final"] = step.text.split(/\s+/);
      const begun = await bench.begin(name, base);
      stage = { ...begun, dir: "/", user: undefined, command: [] };
      stages.set(name, stage);
    } else if (stage !== undefined) await doStep(step, stage, { bench, args, stages, ignored });
  }
  if (stage === undefined) throw new TypeError("The Dockerfile has no FROM");
  return stage;
}

interface Build {
  readonly bench: Workbench;
  readonly args: Readonly<Record<string, string>>;
  readonly stages: ReadonlyMap<string, Stage>;
  readonly ignored: (path: string) => boolean;
}

async function doStep({ instruction, text }: Step, stage: Stage, build: Build): Promise<void> {
  switch (instruction) {
    case "ENV":
      Object.assign(stage.env, Object.fromEntries(text.split(/\s+/).map((p) => unpack(p, "="))));
      return;
    case "WORKDIR":
      stage.dir = resolve(stage.dir, text);
      return await Deno.mkdir(join(stage.root, stage.dir), { recursive: true });
    case "USER":
      stage.user = text;
      return;
    case "CMD":
      stage.command = JSON.parse(text);
      return;
    case "COPY":
      return await doCopy(text, stage, build);
    case "RUN":
      return await build.bench.run(stage, text, build.args);
    // They change no file. A build argument is in the environment of each command.
    case "ARG":
    case "EXPOSE":
    case "HEALTHCHECK":
    case "LABEL":
      return;
    default:
      throw new TypeError(`Dockerfile: ${instruction} is not known to devkit/image/build_steps.ts`);
  }
}

async function doCopy(text: string, stage: Stage, { stages, ignored }: Build): Promise<void> {
  const words = text.split(/\s+/);
  const from = /^--from=(.+)/.exec(words[0] ?? "")?.[1];
  const target = words.at(-1) ?? "./";
  const inStage = join(stage.root, resolve(stage.dir, target));
  for (const path of words.slice(from === undefined ? 0 : 1, -1)) {
    const to = target.endsWith("/") ? join(inStage, basename(path)) : inStage;
    // Each file of a stage is needed once, and moving node_modules is quick.
    if (from !== undefined) await Deno.rename(join(stages.get(from)?.root ?? "", path), to);
    else await copyContext(path, to, ignored);
  }
}

/** Copies a file or folder of the context, without ignored files. */
async function copyContext(
  path: string,
  target: string,
  ignored: (path: string) => boolean,
): Promise<void> {
  const source = join(CONTEXT, path);
  if ((await Deno.stat(source)).isDirectory) {
    for await (const { name } of Deno.readDir(source)) {
      await copyContext(`${path}/${name}`, `${target}/${name}`, ignored);
    }
  } else if (!ignored(path)) {
    await Deno.mkdir(dirname(target), { recursive: true });
    await Deno.copyFile(source, target);
  }
}
