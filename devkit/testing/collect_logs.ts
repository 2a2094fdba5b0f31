/**
 * Loaded before each test file (`deno test --preload`). It collects all log lines at every level, of this process and
 * of the shop processes that it starts.
 * @module
 */
import { watchShopProcesses } from "../world/shop_process.ts";
import { readConfig, secretsOf } from "../../src/config.ts";
import { collectLog, keepLines, keepSecrets, openLogFiles } from "./log_files.ts";

// They make this process keep little memory that is free. The processes that it starts run without them, as in production.
Deno.env.delete("MALLOC_MMAP_THRESHOLD_");
Deno.env.delete("MALLOC_ARENA_MAX");

openLogFiles();
await collectLog();
watchShopProcesses({
  started: (environment) => {
    const settings = readConfig(environment);
    if ("config" in settings) keepSecrets(secretsOf(settings.config));
  },
  line: keepLines,
});
