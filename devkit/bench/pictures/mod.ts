/**
 * The bench `pictures`: what rendering costs, and what it does to views.
 * @module
 */
import type { Bench } from "../bench.ts";
import { measureRendering } from "./rendering.ts";
import { measureViewsBeside } from "./views_beside.ts";

/** Rendering alone, and views while pictures are rendered. */
export const pictures: Bench = {
  about: "rendering beside sharp alone, and views while pictures are rendered",
  measure: async (context) => [
    ...await measureRendering(context),
    ...await measureViewsBeside(context),
  ],
};
