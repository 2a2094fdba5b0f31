import { program } from "./program.ts";

/** A command in the file system of an image. */
export interface Jailed {
  /** The folder that becomes `/`. */
  readonly root: string;
  /** The working directory in it. */
  readonly dir: string;
  /** Undefined for root. */
  readonly user: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  /** A folder of this machine, and its place in the image. All else is read-only then. */
  readonly onlyWritable?: { readonly from: string; readonly at: string };
}

/** The certificates of this machine's way to the registry, where the jail sees them. */
const CERTIFICATES = "/mnt/certificates.pem";

/**
 * Runs in a mount namespace of its own: what is mounted here is gone with the process. As in a container, the command sees
 * `/proc`, `/dev`, and this machine's names of hosts. `/mnt` holds the certificates and is gone afterwards.
 */
const SCRIPT = `set -e
root="$1" user="$2" dir="$3" from="$4" at="$5" certificates="$6"
shift 6
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/mnt"
[ -z "$certificates" ] || cp "$certificates" "$root${CERTIFICATES}"
for name in resolv.conf hosts; do
  [ ! -e "$root/etc/$name" ] || mount --bind "/etc/$name" "$root/etc/$name"
done
if [ -n "$from" ]; then
  mount -o remount,bind,ro "$root"
  mount -o remount,ro "$root/mnt"
  mount --bind "$from" "$root$at"
fi
exec chroot --userspec="$user" "$root" /bin/sh -c 'cd "$1"; shift; exec "$@"' sh "$dir" "$@"`;

/** Starts a command in the file system of an image. It shares this machine's network. Only for root, on Linux. */
export function startInJail(jailed: Jailed): Deno.ChildProcess {
  const { root, dir, user = "root", env, command, onlyWritable } = jailed;
  const certificates = Deno.env.get("NODE_EXTRA_CA_CERTS") ?? "";
  const { from = "", at = "" } = onlyWritable ?? {};
  // As container runtimes set it.
  const home = user === "root" ? "/root" : `/home/${user}`;
  const trust = certificates === "" ? {} : { NODE_EXTRA_CA_CERTS: CERTIFICATES };
  return new Deno.Command("unshare", {
    args: [
      ...["--mount", "sh", "-c", SCRIPT, "sh"],
      ...[root, user, dir, from, at, certificates],
      ...command,
    ],
    clearEnv: true,
    env: { HOME: home, ...env, ...trust },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs a command in the file system of an image, and returns what it printed. */
export async function runInJail(jailed: Jailed): Promise<string> {
  return await program(jailed.command.join(" "), startInJail(jailed));
}
