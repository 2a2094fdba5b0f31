import { buildSteps, CONTEXT, type Stage } from "./build_steps.ts";
import { BASE_ENV, makeBaseRoot } from "./base_root.ts";
import { runInJail } from "./jail.ts";
import { has, run } from "./program.ts";

/** A built image. */
export interface BuiltImage extends Omit<Stage, "command">, AsyncDisposable {
  readonly command: readonly string[];
  /** How it was built, for people. */
  readonly how: string;
}

/** Where base and stages are kept. */
const FOLDER = new URL("../../data/image", import.meta.url).pathname;

/** Builds the Dockerfile: with buildah if this machine has it, else its instructions one by one in a chroot. */
export async function buildImage(
  args: Readonly<Record<string, string>>,
  alwaysChroot: boolean,
): Promise<BuiltImage> {
  return !alwaysChroot && await has("buildah") ? await withBuildah(args) : await inChroot(args);
}

async function inChroot(args: Readonly<Record<string, string>>): Promise<BuiltImage> {
  await using stack = new AsyncDisposableStack();
  const base = await makeBaseRoot(FOLDER);
  const stages = await Deno.makeTempDir({ dir: FOLDER, prefix: "stages-" });
  stack.defer(() => run("rm", "--recursive", "--force", stages).then(() => {}));
  const stage = await buildSteps({
    async begin(name) {
      const root = `${stages}/${name}`;
      await run("cp", "--archive", "--reflink=auto", base, root);
      return { root, env: { ...BASE_ENV } };
    },
    async run({ root, dir, user, env }, text, given) {
      const command = ["/bin/sh", "-c", text];
      await runInJail({ root, dir, user, env: { ...env, ...given }, command });
    },
  }, args);
  const owned = stack.move();
  const how = "the Dockerfile's steps in a chroot, on Debian's smallest system";
  return { ...stage, how, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The part of `buildah inspect` that is read. */
interface Inspected {
  readonly OCIv1: {
    readonly config: {
      readonly User?: string;
      readonly Env: readonly string[];
      readonly Cmd: readonly string[];
      readonly WorkingDir: string;
    };
  };
}

async function withBuildah(args: Readonly<Record<string, string>>): Promise<BuiltImage> {
  await using stack = new AsyncDisposableStack();
  const base = await ensureBase();
  const given = Object.entries(args).flatMap((
    [name, value],
  ) => ["--build-arg", `${name}=${value}`]);
  const certificates = Deno.env.get("NODE_EXTRA_CA_CERTS");
  // A build behind a proxy of its own sees the proxy's certificates, and the image does not contain them.
  const trust = certificates === undefined
    ? []
    : ["--volume", `${certificates}:/mnt/certificates.pem:ro`];
  const isolated = ["--isolation=chroot", "--network=host"];
  await run(
    "buildah",
    "build",
    ...isolated,
    ...trust,
    ...given,
    "--tag=localhost/vitrine",
    CONTEXT,
  );
  const container = (await run("buildah", "from", "localhost/vitrine")).trim();
  stack.defer(() => run("buildah", "rm", container).then(() => {}));
  const root = (await run("buildah", "mount", container)).trim();
  const { OCIv1 }: Inspected = JSON.parse(await run("buildah", "inspect", container));
  const { User, Env, Cmd, WorkingDir } = OCIv1.config;
  const env = Object.fromEntries(Env.map((pair) => pair.split(/=(.*)/s)));
  const owned = stack.move();
  return {
    ...{ root, env, dir: WorkingDir, user: User, command: Cmd },
    how: `buildah, on ${base}`,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Pulls the base image. Where no registry can be reached, a stand-in gets its name. Says which. */
async function ensureBase(): Promise<string> {
  const name = `docker.io/denoland/deno:${Deno.version.deno}`;
  const pulled = await run("buildah", "pull", name).then(() => true, () => false);
  if (pulled) return name;
  const root = await makeBaseRoot(FOLDER);
  const container = (await run("buildah", "from", "scratch")).trim();
  await run("buildah", "copy", "--quiet", container, root, "/");
  // Only the stand-in names the certificates: see `trust` above.
  const env = { ...BASE_ENV, NODE_EXTRA_CA_CERTS: "/mnt/certificates.pem" };
  const pairs = Object.entries(env).flatMap(([key, value]) => ["--env", `${key}=${value}`]);
  await run("buildah", "config", ...pairs, container);
  await run("buildah", "commit", "--quiet", "--rm", container, name);
  return "a stand-in for the base image: Debian's smallest system and this Deno (no registry here)";
}
