/**
 * A program that tries what production must not do and what it must do. It prints the results as JSON. It runs as
 * `main.ts` in its own folder.
 * Argument: the port of a server on this machine.
 * @module
 */
import { connect } from "node:net";
import { readFileSync } from "node:fs";
import { setPriority } from "node:os";

const [port = "0"] = Deno.args;

/** `done`, or the name of the error. */
async function outcome(act: () => unknown): Promise<string> {
  try {
    await act();
    return "done";
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    return "code" in error ? String(error.code) : error.name;
  }
}

function connectAsNode(host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), host);
    socket.on("error", reject).on("connect", () => resolve(void socket.destroy()));
  });
}

const state = (host: string) => Deno.permissions.querySync({ name: "net", host }).state;

const ACTS: Record<string, () => unknown> = {
  "fetch from another host": () => fetch(`http://127.0.0.1:${port}/`),
  "connect to another host": () => Deno.connect({ hostname: "localhost", port: Number(port) }),
  "connect to another host through node:net": () => connectAsNode("localhost"),
  "look up another host": () => Deno.resolveDns("example.com", "A"),
  "read /etc/passwd": () => Deno.readTextFile("/etc/passwd"),
  "read /etc/passwd through node:fs": () => readFileSync("/etc/passwd"),
  "read /proc/self/environ": () => Deno.readTextFile("/proc/self/environ"),
  "make a link that leads out": () => Deno.symlink("/etc", "data/link"),
  "write beside the code": () => Deno.writeTextFile("main.ts", "//"),
  "write to /tmp": () => Deno.writeTextFile("/tmp/vitrine-must-not-write", ""),
  "write out of ./data/": () => Deno.writeTextFile("data/../out.txt", ""),
  "run another program": () => new Deno.Command("/bin/sh", { args: ["-c", "true"] }).output(),
  "load a library from elsewhere": () => Deno.dlopen("./data/library.so", {}),
  "ask for the machine's name": () => Deno.hostname(),
  "read its own code": () => Deno.readTextFile("main.ts"),
  "write into ./data/": () => Deno.writeTextFile("data/picture.jpg", ""),
  "listen on every address": async () =>
    await Deno.serve({ port: 0, onListen() {} }, () => new Response()).shutdown(),
  "give way to other processes": () => setPriority(10),
  "run deno": () => new Deno.Command("deno", { args: ["--version"] }).output(),
};

const outcomes: Record<string, unknown> = {};
for (const [name, act] of Object.entries(ACTS)) outcomes[name] = await outcome(act);
outcomes.secret = Deno.env.get("SOMEBODY_ELSES_SECRET") ?? null;
outcomes.token = Deno.env.get("OPERATOR_TOKEN") ?? null;
outcomes.names = Object.keys(Deno.env.toObject()).sort();
outcomes.hosts = Object.fromEntries(
  [
    "api.telegram.org:443",
    "api.telegram.org:80",
    "telegram.org:443",
    "shop.s3.us-west-004.backblazeb2.com:443",
    "backblazeb2.com.example.com:443",
    "postgres.railway.internal:5432",
    "shuttle.proxy.rlwy.net:41234",
    "169.254.169.254:80",
    "[::1]:80",
  ].map((host) => [host, state(host)]),
);
outcomes.library = Deno.permissions.querySync({ name: "ffi", path: "node_modules/a.node" }).state;
console.log(JSON.stringify(outcomes));
