import { type Config, readConfig } from "../../src/config.ts";

/** Reads the settings of a shop on test parts. Its port is a free one. */
export function testConfig(environment: Readonly<Record<string, string>> = {}): Config {
  const result = readConfig({ PORT: "0", ...environment });
  if ("config" in result) return result.config;
  throw new TypeError(result.problems.join("; "));
}
