import type { Account } from "../account.ts";
import type { Language } from "../language.ts";
import type { PageContext } from "./context.ts";
import { code, type Html, html, NOTHING } from "./html.ts";
import { STYLE } from "./style.ts";

/** The beginning of a page: what was done, when, and how it ended. It allows no script and no other file. */
export async function writeHead(
  { run, end, at }: Account,
  { language, said }: PageContext,
): Promise<Html> {
  const state = end === undefined ? "broken" : end.complete ? "complete" : "stopped";
  const time = at === "" ? "" : format(at, language);
  const policy = `default-src 'none'; style-src '${await hashOf(STYLE)}'; img-src data:; ` +
    "base-uri 'none'; form-action 'none'";
  return html`
    <!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${policy}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>${said.title}</title>
        <style>${{ html: STYLE }}</style>
      </head>
      <body>
        <main>
          <header>
    <h1>${said.title}</h1>
    <p class="soft">${said.runAt(`${time} UTC`)}</p>
    ${run.root === undefined ? NOTHING : html`<p class="soft">${said.folder} ${code(run.root)}</p>`}
    ${run.dryRun ? html`<p class="note">${said.dryRun}</p>` : NOTHING}
    <p class="${state === "complete" ? "soft" : "note"}">${said.state[state]}</p>
          </header>
  `;
}

function format(at: string, language: Language): string {
  const form = { dateStyle: "long", timeStyle: "short", timeZone: "UTC" } as const;
  return new Date(at).toLocaleString(language === "en" ? "en-GB" : language, form);
}

async function hashOf(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `sha256-${new Uint8Array(hash).toBase64()}`;
}
