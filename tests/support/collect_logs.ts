/**
 * Loaded before each test file (`deno test --preload`): what it logs, at every level, in this process or in those of
 * shops that it starts, is collected.
 * @module
 */
import { watchShopProcesses } from "../../scripts/demo/child.ts";
import { readConfig, secretsOf } from "../../src/config.ts";
import { openLog } from "../../src/log.ts";
import { keepLines, keepSecrets, openLogFiles } from "./log_files.ts";

openLogFiles();
// Without the secrets, of which nothing is to be said even where nobody strikes it out.
await openLog({ level: "trace", format: "json", write: keepLines });
watchShopProcesses({
  started: (environment) => {
    const settings = readConfig(environment);
    if ("config" in settings) keepSecrets(secretsOf(settings.config));
  },
  line: keepLines,
});
