import { existsSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { HANG_MS } from "./until.ts";

const USUAL_PATHS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
/** Without these, Chromium contacts its maker's servers, or refuses to run as root. */
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function chromiumPath(): string | undefined {
  return [Deno.env.get("CHROMIUM_PATH"), ...USUAL_PATHS].find((path) =>
    path !== undefined && existsSync(path)
  );
}

/** Absent if there is no Chromium on this machine. */
export const executablePath = chromiumPath();

/**
 * Loads playwright-core and starts the browser. When it loads, playwright-core reads a file in /proc to find out
 * whether it runs on WSL, which Deno allows only with --allow-all. The variable is playwright-core's own switch to skip
 * that.
 */
export async function launchBrowser(): Promise<Browser> {
  Deno.env.set("__IS_WSL_TEST__", "1");
  const { chromium } = await import("playwright-core");
  Deno.env.delete("__IS_WSL_TEST__");
  const path = executablePath ?? "";
  return await chromium.launch({ executablePath: path, args: ARGS, timeout: HANG_MS });
}

/** What a page has complained about. */
export function problemsOf(page: Page): string[] {
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (line) => line.type() === "error" && problems.push(line.text()));
  page.setDefaultTimeout(HANG_MS);
  return problems;
}
