import { visible } from "../../../std/mod.ts";

/** A piece of HTML. */
export interface Html {
  readonly html: string;
}

type Value = string | number | Html | readonly Html[];

/** HTML with values in it. Texts are escaped. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: String.raw({ raw: parts }, ...values.map(textOf)) };
}

/** No HTML. */
export const NOTHING: Html = { html: "" };

function textOf(value: Value): string {
  if (typeof value === "string" || typeof value === "number") return escape(String(value));
  return "html" in value ? value.html : value.map((each) => each.html).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** A value of a column or a path: each of its characters can be seen. */
export function code(value: string): Html {
  return html`<code>${visible(value)}</code>`;
}

/** A sentence of ours. No line breaks inside `--root`, or before the `:` of a French text. */
export function sentence(text: string): Html {
  const unbroken = escape(text).replace(/ (?=[:;?!](?: |$))/g, "\u00a0");
  return { html: unbroken.replace(/--[a-z]+/g, '<span class="option">$&</span>') };
}

/** A text that people wrote. Its direction does not reach beyond it. */
export function words(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}
