/**
 * The operators' console at `/console`: pages that show what the shop holds and what needs a person, and that mend it with the
 * code of the commands. It must not decide anything about products or pictures, and keeps nothing that a kill must not lose.
 * @module
 */
export { type ConsoleOptions, createConsole } from "./console.tsx";
export type { ConsoleShop } from "./shop.ts";
