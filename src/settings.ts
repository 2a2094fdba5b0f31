/**
 * Reads the settings of a command, or of the shop, from the environment.
 * @module
 */
import { WrongSettings } from "./command.ts";
import { type Config, readConfig } from "./config.ts";
import { isPermitted } from "./permissions.ts";
import { tracing } from "./traces.ts";

const CARELESS =
  "OTEL_TRACES_SAMPLER must be parentbased_always_on or parentbased_traceidratio: with OTEL_DENO=true and any " +
  "other, Deno would write the bot's token into traces";

/**
 * Reads the settings from the environment.
 *
 * @throws {WrongSettings} when a setting is wrong or missing.
 */
export function readSettings(): Config {
  const settings = readConfig(Deno.env.toObject(), isPermitted);
  if ("problems" in settings) throw new WrongSettings(settings.problems);
  if (tracing() === "careless") throw new WrongSettings([CARELESS]);
  return settings.config;
}
