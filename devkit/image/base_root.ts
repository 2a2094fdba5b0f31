import { run } from "./program.ts";
import { runInJail } from "./jail.ts";

/**
 * The environment of the image `denoland/deno`.
 * Source: https://github.com/denoland/deno_docker/blob/main/debian.dockerfile, read on 2026-11-28.
 */
export const BASE_ENV: Readonly<Record<string, string>> = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  DENO_DIR: "/deno-dir/",
  DENO_INSTALL_ROOT: "/usr/local",
};

/** The release alone. Without its updates, whose lists a mirror that lags serves expired. */
const MIRROR = "deb http://deb.debian.org/debian stable main";

/** What `debian:stable-slim` leaves out. */
const SLIM = [
  "path-exclude=/usr/share/doc/*",
  "path-include=/usr/share/doc/*/copyright",
  "path-exclude=/usr/share/man/*",
  "path-exclude=/usr/share/locale/*",
].map((option) => `--dpkgopt=${option}`);

/**
 * Makes a folder that stands in for the image `denoland/deno`, where no registry of images can be reached: Debian's smallest
 * system without its documents, `tini`, the user `deno`, and the Deno of this process. It is kept for the next time.
 */
export async function makeBaseRoot(folder: string): Promise<string> {
  const root = `${folder}/base-${Deno.version.deno}`;
  if (await Deno.stat(root).then(() => true, () => false)) return root;
  const partial = `${root}.partial`;
  await run("rm", "--recursive", "--force", partial);
  await Deno.mkdir(folder, { recursive: true });
  await run(
    "mmdebstrap",
    "--variant=minbase",
    "--include=tini",
    ...SLIM,
    "stable",
    partial,
    MIRROR,
  );
  await Deno.copyFile(Deno.execPath(), `${partial}/usr/bin/deno`);
  await Deno.chmod(`${partial}/usr/bin/deno`, 0o755);
  // A container has them, and its runtime fills them.
  for (const name of ["resolv.conf", "hosts"]) {
    await Deno.writeTextFile(`${partial}/etc/${name}`, "");
  }
  const command = "useradd --uid 1993 --user-group deno && install -d -o deno -g deno /deno-dir";
  const shell = ["/bin/sh", "-c", command];
  await runInJail({ root: partial, dir: "/", user: undefined, env: BASE_ENV, command: shell });
  await Deno.rename(partial, root);
  return root;
}
