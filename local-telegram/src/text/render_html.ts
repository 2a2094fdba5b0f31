import type { Entity, FormattedText } from "./entity.ts";

const TAG_BY_ENTITY: Readonly<Record<string, string>> = {
  blockquote: "blockquote",
  bold: "b",
  code: "code",
  italic: "i",
  pre: "pre",
  spoiler: "tg-spoiler",
  strikethrough: "s",
  underline: "u",
};

/** Writes a text as Telegram HTML. An outer entity must stand before an inner one, as `formatText` orders them. */
export function renderHtml({ text, entities }: FormattedText): string {
  return renderRange(text, entities, 0, text.length);
}

function renderRange(text: string, entities: readonly Entity[], from: number, to: number): string {
  let html = "";
  let at = from;
  for (let index = 0; index < entities.length; index++) {
    const entity = entities[index];
    if (entity === undefined || entity.offset < at) continue;
    const end = Math.min(entity.offset + entity.length, to);
    const inner = entities.slice(index + 1).filter((other) => other.offset < end);
    html += escapeHtml(text.slice(at, entity.offset));
    html += wrap(
      entity,
      text.slice(entity.offset, end),
      renderRange(text, inner, entity.offset, end),
    );
    at = end;
  }
  return html + escapeHtml(text.slice(at, to));
}

function wrap(entity: Entity, plain: string, inner: string): string {
  if (entity.type === "text_link") return `<a href="${escapeHtml(entity.url ?? "")}">${inner}</a>`;
  if (entity.type === "url") {
    const href = /^\w+:\/\//.test(plain) ? plain : `https://${plain}`;
    return `<a href="${escapeHtml(href)}">${inner}</a>`;
  }
  const tag = TAG_BY_ENTITY[entity.type];
  return tag === undefined ? inner : `<${tag}>${inner}</${tag}>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&${NAMES[character] ?? ""};`);
}

const NAMES: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot" };
