/**
 * The lint rules of this repository, for `deno lint`: who may import whom, a pure domain, imports without effects, and
 * the length of files and functions. A rule sees the syntax of one file. The rules must not import the product.
 * @module
 */
import { domainIsPure } from "./rule_domain_is_pure.ts";
import { layers } from "./rule_layers.ts";
import { fileLength, functionLength } from "./rule_length.ts";
import { noTopLevelEffects } from "./rule_no_top_level_effects.ts";

/** The plugin. `deno lint` reports its rules as `vitrine/<name>`. */
const plugin: Deno.lint.Plugin = {
  name: "vitrine",
  rules: {
    layers,
    "domain-is-pure": domainIsPure,
    "no-top-level-effects": noTopLevelEffects,
    "function-length": functionLength,
    "file-length": fileLength,
  },
};

export default plugin;
