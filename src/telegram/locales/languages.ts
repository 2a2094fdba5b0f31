// The languages of the bot: a line for each. The name is the code that Telegram uses (ISO 639-1).
export { en } from "./en.ts";
export { fr } from "./fr.ts";
