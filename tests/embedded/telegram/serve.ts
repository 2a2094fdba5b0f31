/**
 * A local Telegram in a process of its own, to be killed; prints its address as one line of JSON.
 * @module
 */
import { openLocalTelegram } from "../../../src/embedded/telegram/mod.ts";

const [dataDir = ""] = Deno.args;
const { url, token } = await openLocalTelegram({ dataDir });
console.log(JSON.stringify({ url, token }));
