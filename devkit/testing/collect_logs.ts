/**
 * Loaded before each test file (`deno test --preload`): what it logs, at every level, in this process or in those of
 * shops that it starts, is collected.
 * @module
 */
import { watchShopProcesses } from "../world/shop_process.ts";
import { readConfig, secretsOf } from "../../src/config.ts";
import { collectLog, keepLines, keepSecrets, openLogFiles } from "./log_files.ts";

openLogFiles();
await collectLog();
watchShopProcesses({
  started: (environment) => {
    const settings = readConfig(environment);
    if ("config" in settings) keepSecrets(secretsOf(settings.config));
  },
  line: keepLines,
});
