/**
 * The files of the console that never change while the process runs. Their addresses carry their hash, so a browser keeps them.
 * @module
 */
import form from "./form.css" with { type: "text" };
import frame from "./frame.css" with { type: "text" };
import live from "./live.css" with { type: "text" };
import liveScript from "./live.js" with { type: "text" };
import narrow from "./narrow.css" with { type: "text" };
import parts from "./parts.css" with { type: "text" };
import product from "./product.css" with { type: "text" };
import script from "./console.js" with { type: "text" };
import { sha256Hex } from "../../std/mod.ts";

/** A file and its type. */
interface Asset {
  readonly type: string;
  readonly body: string;
}

const HASH_LENGTH = 12;

function asset(name: string, type: string, body: string) {
  const hash = sha256Hex(new TextEncoder().encode(body)).slice(0, HASH_LENGTH);
  return { path: `/console/assets/${hash}/${name}`, type: `${type}; charset=utf-8`, body };
}

const style = asset(
  "console.css",
  "text/css",
  [frame, form, parts, product, live, narrow].join("\n"),
);
const behaviour = asset("console.js", "text/javascript", `${script}\n${liveScript}`);

/** The addresses of the files. */
export const ASSET_PATHS = { style: style.path, script: behaviour.path } as const;

/** The files by their paths. */
export const ASSETS: Readonly<Record<string, Asset>> = Object.fromEntries(
  [style, behaviour].map(({ path, type, body }) => [path, { type, body }]),
);
