/**
 * Lists the licences of all that the image carries, and the last releases of the direct dependencies.
 * @module
 */
import { type OptionValues, runCommand } from "../src/command.ts";
import {
  type LicensedPackage,
  listImageLicenses,
  listNativeLicenses,
} from "./licenses/image_licenses.ts";
import { run as runProgram } from "./image/program.ts";

const HELP = `deno task licenses [--releases]

Writes docs/licenses.md: the licence of each package that the image carries,
from deno.lock and the installed packages.

  --releases   prints when the latest version of each direct dependency came
               out, from npm. Writes nothing

Exits 0 done, 1 a package names no licence, 2 wrong usage.`;

const OPTIONS = { releases: { type: "boolean" } } as const;

const ROOT = new URL("../", import.meta.url);
const DOCUMENT = new URL("docs/licenses.md", ROOT);

async function run({ releases }: OptionValues): Promise<number> {
  if (releases === true) return await printReleases();
  const packages = await listImageLicenses();
  const unknown = packages.filter(({ license }) => license === undefined);
  for (const { name, version } of unknown) console.error(`${name}@${version} names no licence`);
  if (unknown.length > 0) return 1;
  await Deno.writeTextFile(DOCUMENT, await textOf(packages));
  await runProgram(Deno.execPath(), "fmt", "--quiet", DOCUMENT.pathname);
  console.log(`docs/licenses.md: ${packages.length} packages`);
  return 0;
}

async function textOf(packages: readonly LicensedPackage[]): Promise<string> {
  const counts = [...Map.groupBy(packages, ({ license }) => license!)]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([license, { length }]) => `- ${length} × ${license}`);
  const rows = packages.map(({ name, version, license }) =>
    `| \`${name}\` | \`${version}\` | ${license} |`
  );
  const native = (await listNativeLicenses(packages))
    .map(({ name, license }) => `| ${name} | ${license} |`);
  return [
    "# Licences of what the image carries",
    "",
    "`deno task licenses` writes this page from `deno.lock` and the installed packages. A test holds it up to date. Each package carries its full licence text in its folder below `node_modules/` in the image.",
    "",
    "Beside the packages, the image has Deno (MIT; it contains V8, BSD-3-Clause, and crates under licences of their own), `tini` (MIT), and Debian's smallest system (`/usr/share/doc/*/copyright`). The shop itself is under the MIT licence.",
    "",
    "`imagescript` may be used under one of two licences: the shop uses it under the MIT licence. libvips is a library of its own that sharp loads, so another build of it can take its place, as the LGPL wants.",
    "",
    ...counts,
    "",
    "## Packages",
    "",
    "| package | version | licence |",
    "| --- | --- | --- |",
    ...rows,
    "",
    "## Libraries in sharp's build of libvips",
    "",
    "| library | licence |",
    "| --- | --- |",
    ...native,
    "",
  ].join("\n");
}

async function printReleases(): Promise<number> {
  const { imports, scopes } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const telegram = JSON.parse(await Deno.readTextFile(new URL("local-telegram/deno.json", ROOT)));
  const specifiers = [imports, ...Object.values<object>(scopes), telegram.imports]
    .flatMap((each) => Object.values<string>(each)).filter((each) => each.startsWith("npm:"));
  for (const specifier of [...new Set(specifiers)].sort()) {
    const [, name = "", version = ""] = /^npm:(.+)@(.+)$/.exec(specifier) ?? [];
    const times = JSON.parse(await runProgram("npm", "view", name, "time", "--json"));
    const latest = (await runProgram("npm", "view", name, "version")).trim();
    const day = (of: string) => String(times[of]).slice(0, 10);
    console.log(`${name} ${version} of ${day(version)}; latest ${latest} of ${day(latest)}`);
  }
  return 0;
}

if (import.meta.main) await runCommand({ help: HELP, options: OPTIONS, run });
