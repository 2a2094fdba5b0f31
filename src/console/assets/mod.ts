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
import plots from "./plots.css" with { type: "text" };
import plotScript from "./plots.js" with { type: "text" };
import product from "./product.css" with { type: "text" };
import script from "./console.js" with { type: "text" };
import plotLibrary from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import plotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };
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

const styles = [plotStyle, frame, form, parts, product, live, plots, narrow];
const style = asset("console.css", "text/css", styles.join("\n"));
const behaviour = asset("console.js", "text/javascript", `${script}\n${liveScript}`);
const library = asset("uplot.js", "text/javascript", plotLibrary);
const drawing = asset("plots.js", "text/javascript", plotScript);

/** The addresses of the files. */
export const ASSET_PATHS = { style: style.path, script: behaviour.path } as const;

/** The addresses of what draws plots, for the pages that have some: uPlot, as npm has it, and what calls it. */
export const PLOT_PATHS = { library: library.path, script: drawing.path } as const;

/** The files by their paths. */
export const ASSETS: Readonly<Record<string, Asset>> = Object.fromEntries(
  [style, behaviour, library, drawing].map(({ path, type, body }) => [path, { type, body }]),
);
