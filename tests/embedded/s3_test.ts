import assert from "node:assert/strict";
import { claimPort } from "../../devkit/own_port.ts";
import { join } from "node:path";
import { type EmbeddedS3, openEmbeddedS3 } from "../../src/embedded/s3.ts";
import { refuseS3, type S3Request } from "../../src/embedded/s3_access.ts";
import { DENO_RUN } from "../../src/std/mod.ts";
import { openObjectStore } from "../../src/storage/mod.ts";
import { testObject } from "../../devkit/testing/s3_objects.ts";

const PROCESS = new URL("../../devkit/testing/s3_process.ts", import.meta.url);
const picture = testObject(1, 50_000);
const random = () => 0;

Deno.test("openEmbeddedS3() keeps objects and their headers after a restart", async () => {
  await using folder = await openFolder();
  {
    await using server = await openEmbeddedS3({ dir: folder.dir, bucket: "shop" });
    await using store = openObjectStore(server, { random });
    await store.put(picture.key, picture.bytes, picture);
  }
  await using server = await openEmbeddedS3({ dir: folder.dir, bucket: "shop" });
  await using store = openObjectStore(server, { random });
  assert.deepEqual(await store.get(picture.key), picture.bytes);
  const { headers, body } = await fetch(`${server.endpoint}/shop/${picture.key}`);
  await body?.cancel();
  assert.equal(headers.get("cache-control"), "public, max-age=31536000, immutable");
  assert.equal(headers.get("content-type"), "image/jpeg");
});

Deno.test("openEmbeddedS3() writes nothing outside of its folder, whatever the key is", async () => {
  await using folder = await openFolder();
  const dir = join(folder.dir, "a", "b");
  await using server = await openEmbeddedS3({ dir, bucket: "shop" });
  const up = "%2e%2e%2f".repeat(5);
  for (const key of [`${up}escaped`, `x/${up}escaped`, "..%5cescaped"]) {
    const answer = await fetch(`${server.endpoint}/shop/${key}`, { method: "PUT", body: "x" });
    await answer.body?.cancel();
    assert.equal(answer.status, 400, key);
  }
  const copy = { "x-amz-copy-source": `/shop/${up}etc/hostname` };
  const answer = await fetch(`${server.endpoint}/shop/x`, { method: "PUT", headers: copy });
  await answer.body?.cancel();
  assert.equal(answer.status, 400);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(folder.dir), ({ name }) => name), ["a"]);
});

const SIGNED = { authorization: "AWS4-HMAC-SHA256 Credential=any" };
const FORM = { "content-type": "text/plain" };

Deno.test.each<{ name: string; request: Partial<S3Request>; status?: number }>([
  { name: "an object", request: {} },
  {
    name: "an object by another name of this machine",
    request: { headers: { host: "localhost" } },
  },
  { name: "the head of an object", request: { method: "HEAD" } },
  { name: "a listing", request: { url: "/shop?list-type=2" }, status: 403 },
  { name: "a listing, signed", request: { url: "/shop?list-type=2", headers: SIGNED } },
  { name: "the list of buckets", request: { url: "/" }, status: 403 },
  { name: "a put", request: { method: "PUT" }, status: 403 },
  { name: "a put, signed", request: { method: "PUT", headers: SIGNED } },
  {
    name: "a form that deletes",
    request: { method: "POST", url: "/shop?delete", headers: FORM },
    status: 403,
  },
  {
    name: "a form that says in its address that it is signed",
    request: { method: "POST", url: "/shop?delete&X-Amz-Signature=a", headers: FORM },
    status: 403,
  },
  {
    name: "a form to another service of fauxqs",
    request: { method: "POST", url: "/", headers: FORM },
    status: 403,
  },
  {
    name: "an object for a website whose name leads here",
    request: { headers: { host: "evil.example:9000" } },
    status: 403,
  },
  {
    name: "a signed request of such a website",
    request: { headers: { host: "127.0.0.1.evil.example", ...SIGNED } },
    status: 403,
  },
  { name: "a key that leads out", request: { url: "/shop/%2e%2e%2fx" }, status: 400 },
  {
    name: "a copy of what lies outside, signed",
    request: { method: "PUT", headers: { "x-amz-copy-source": "/shop/../../x", ...SIGNED } },
    status: 400,
  },
])("refuseS3() of $name: $status", ({ request: { headers, ...request }, status }) => {
  const host = "127.0.0.1:14125";
  const asked = { method: "GET", url: "/shop/products/a.jpg", ...request };
  assert.equal(refuseS3({ ...asked, headers: { host, ...headers } })?.status, status);
});

Deno.test("openEmbeddedS3() lets anybody read an object; to list, put and delete needs a signature", async () => {
  await using folder = await openFolder();
  await using server = await openEmbeddedS3({ dir: folder.dir, bucket: "shop" });
  await using store = openObjectStore(server, { random });
  await store.put(picture.key, picture.bytes, picture);
  const statusOf = async (path: string, init?: RequestInit) => {
    const answer = await fetch(`${server.endpoint}/shop${path}`, init);
    await answer.body?.cancel();
    return answer.status;
  };
  const list = `<Delete><Object><Key>${picture.key}</Key></Object></Delete>`;
  const body = { method: "POST", body: list };
  assert.deepEqual([
    await statusOf(`/${picture.key}`),
    await statusOf("?list-type=2"),
    await statusOf(`/${picture.key}`, { method: "DELETE" }),
    await statusOf("/products/a.jpg", { method: "PUT", body: "x" }),
    await statusOf("?delete", body),
  ], [200, 403, 403, 403, 403]);
  assert.deepEqual(await Array.fromAsync(store.list(""), ({ key }) => key), [picture.key]);
});

Deno.test("openEmbeddedS3() keeps every acknowledged object after a SIGKILL", async () => {
  await using folder = await openFolder();
  const acknowledged: number[] = [];
  {
    await using child = await openProcess(folder.dir);
    const settings = { ...child, region: "x", bucket: "shop", keyId: "k", applicationKey: "s" };
    await using store = openObjectStore(settings, {
      random,
      policies: { job: { maxAttempts: 1 } },
    });
    const putting = async (first: number) => {
      for (let seed = first; seed < 1000; seed += 4) {
        const { key, bytes, sha256 } = testObject(seed, 200_000);
        await store.put(key, bytes, { sha256 });
        acknowledged.push(seed);
        if (acknowledged.length === 20) child.kill();
      }
    };
    await Promise.allSettled([0, 1, 2, 3].map(putting));
  }
  assert.ok(acknowledged.length >= 20 && acknowledged.length < 1000);
  await using server = await openEmbeddedS3({ dir: folder.dir, bucket: "shop" });
  await using store = openObjectStore(server, { random });
  for (const seed of acknowledged) {
    const { key, bytes } = testObject(seed, 200_000);
    assert.deepEqual(await store.get(key), bytes);
  }
});

interface Torn {
  name: string;
  file: (objectPath: string) => string;
  isThereAfter: boolean;
}
Deno.test.each<Torn>([
  { name: "an object's description", file: (path) => `${path}.meta.json`, isThereAfter: false },
  { name: "an object's bytes", file: (path) => `${path}.data`, isThereAfter: false },
  { name: "the bucket's description", file: () => ".bucket.json", isThereAfter: true },
])(
  "openEmbeddedS3() starts when a kill has left $name incomplete",
  async ({ file, isThereAfter }) => {
    await using folder = await openFolder();
    const other = testObject(2);
    {
      await using server = await openEmbeddedS3({ dir: folder.dir, bucket: "shop" });
      await using store = openObjectStore(server, { random });
      await store.put(picture.key, picture.bytes, picture);
      await store.put(other.key, other.bytes, other);
    }
    const path = file(join("objects", picture.key));
    await Deno.truncate(join(folder.dir, "buckets", "shop", path), 10);
    await using server = await openEmbeddedS3({ dir: folder.dir, bucket: "shop" });
    await using store = openObjectStore(server, { random });
    assert.equal((await store.get(picture.key)) !== undefined, isThereAfter);
    assert.deepEqual(await store.get(other.key), other.bytes);
    await store.put(picture.key, picture.bytes, picture);
    assert.deepEqual(await store.get(picture.key), picture.bytes);
  },
);

Deno.test("openEmbeddedS3() cannot be reached from other machines", async () => {
  await using folder = await openFolder();
  await using server = await openEmbeddedS3({ dir: folder.dir, bucket: "shop" });
  const port = Number(new URL(server.endpoint).port);
  assert.equal(new URL(server.endpoint).hostname, "127.0.0.1");
  for (const hostname of otherAddresses()) {
    await assert.rejects(Deno.connect({ hostname, port }), `${hostname} answers`);
  }
});

Deno.test("openEmbeddedS3() listens on the given port", async () => {
  await using folder = await openFolder();
  await using port = await claimPort();
  const options = { dir: folder.dir, bucket: "shop", port: port.number };
  await using server = await openEmbeddedS3(options);
  assert.equal(server.endpoint, `http://127.0.0.1:${port.number}`);
});

/** This machine's addresses except 127.0.0.1. Linux answers to all of 127.0.0.0/8. */
function otherAddresses(): string[] {
  const addresses = Deno.networkInterfaces()
    .filter(({ family, address }) => family === "IPv4" && !address.startsWith("127."))
    .map(({ address }) => address);
  return Deno.build.os === "linux" ? ["127.0.0.2", ...addresses] : addresses;
}

async function openFolder() {
  const dir = await Deno.makeTempDir({ prefix: "vitrine-s3-" });
  return { dir, [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }) };
}

/** The embedded server in its own process. */
async function openProcess(
  dir: string,
): Promise<Pick<EmbeddedS3, "endpoint"> & AsyncDisposable & { kill(): void }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...DENO_RUN, "-A", PROCESS.href, dir],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await lines.read();
  const kill = () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has already ended.
    }
  };
  return {
    endpoint: value.trim(),
    kill,
    async [Symbol.asyncDispose]() {
      kill();
      await lines.cancel();
      await child.status;
    },
  };
}
