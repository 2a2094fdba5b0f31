/**
 * The lint rules of this repository, which `deno lint` loads: who may import whom, what the domain must not touch, and
 * how long things may be. It looks at syntax only, one file at a time, and imports nothing of the product.
 * @module
 */
import { domainIsPure } from "./rule_domain_is_pure.ts";
import { layers } from "./rule_layers.ts";
import { fileLength, functionLength } from "./rule_length.ts";
import { noTopLevelEffects } from "./rule_no_top_level_effects.ts";

/** The plugin; its rules are reported as `vitrine/<name>`. */
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
