/**
 * Embedded parts, for settings that are missing: PostgreSQL, an S3 server and a local Telegram. They listen on the
 * loopback interface only and keep their data in one folder. They must never run in production: the image does not
 * contain them.
 * @module
 */
export { openMissingParts, type Say } from "./missing_parts.ts";
export { openPartsOfCommand, type PartRefusal, type PartsOfCommand } from "./parts_of_command.ts";
export { DataFolderBusy } from "./serving.ts";
export { runOnStage } from "./stage/stage.ts";
