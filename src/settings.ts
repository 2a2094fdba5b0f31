/**
 * Reads the settings of a command, or of the shop, from the environment.
 * @module
 */
import { WrongSettings } from "./command.ts";
import { type Config, readConfig } from "./config.ts";
import { isPermitted } from "./permissions.ts";

/**
 * Reads the settings from the environment.
 *
 * @throws {WrongSettings} when a setting is wrong or missing.
 */
export function readSettings(): Config {
  const settings = readConfig(Deno.env.toObject(), isPermitted);
  if ("problems" in settings) throw new WrongSettings(settings.problems);
  return settings.config;
}
