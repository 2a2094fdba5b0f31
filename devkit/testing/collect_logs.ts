/**
 * Loaded before each test file (`deno test --preload`). It collects all log lines at every level, of this process and
 * of the shop processes that it starts.
 * @module
 */
import { watchShopProcesses } from "../world/shop_process.ts";
import { readConfig, secretsOf } from "../../src/config.ts";
import { collectLog, keepLines, keepSecrets, openLogFiles } from "./log_files.ts";

// It makes this process give buffers back to the system. The processes that it starts run without it, as in production.
Deno.env.delete("MALLOC_MMAP_THRESHOLD_");

openLogFiles();
await collectLog();
watchShopProcesses({
  started: (environment) => {
    const settings = readConfig(environment);
    if ("config" in settings) keepSecrets(secretsOf(settings.config));
  },
  line: keepLines,
});
