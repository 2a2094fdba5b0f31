/** @file Turns messages into elements. Text is always inserted as text, and markup is rebuilt tag by tag. */
import { fileUrl } from "./control.js";

const KEPT_TAGS = new Set(["B", "I", "U", "S", "CODE", "PRE", "BLOCKQUOTE", "A", "TG-SPOILER"]);

/** Makes an element with properties and children. */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/**
 * Makes the list item of a message. It calls `press` for a pressed button, `command` for a clicked command and `follow`
 * for a link.
 */
export function renderMessage(message, handlers) {
  const bubble = element("div", { className: "bubble" });
  if (message.photo) bubble.append(renderPhoto(message));
  if (message.file) bubble.append(renderFile(message.file, message.kind));
  if (message.text !== "") {
    bubble.append(element("div", { className: "body" }, renderHtml(message.html, handlers)));
  }
  bubble.append(renderMeta(message));
  const item = element(
    "li",
    { className: `message ${message.from === "user" ? "own" : ""}` },
    bubble,
  );
  item.dataset.messageId = message.messageId;
  item.dataset.event = message.event;
  if (message.keyboard.length > 0) item.append(renderKeyboard(message, handlers.press));
  return item;
}

/** Makes the row of one inline result. */
export function renderResult(result, choose) {
  const words = element("span", {}, result.title || result.text || result.id);
  if (result.description) words.append(element("small", { textContent: result.description }));
  const button = element("button", { type: "button", onclick: () => choose(result) });
  if (result.photo) button.append(element("img", { src: fileUrl(result.photo), alt: "" }));
  button.append(words);
  return button;
}

function renderPhoto({ photo, text }) {
  return element("img", {
    src: fileUrl(photo),
    width: photo.widthPx,
    height: photo.heightPx,
    alt: text === "" ? "Photo" : `Photo: ${text.split("\n")[0]}`,
  });
}

function renderFile(file, kind) {
  const name = file.fileName ?? kind;
  const size = element("small", {
    textContent: `${file.mimeType}, ${readableSize(file.sizeBytes)}`,
  });
  return element(
    "a",
    { className: "file", href: fileUrl(file), download: name },
    element("span", { textContent: kind === "video" ? "🎞" : kind === "sticker" ? "✨" : "📄" }),
    element("span", {}, name, size),
  );
}

function renderMeta({ sentAt, editCount, viaInline }) {
  const time = new Date(sentAt).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const notes = [viaInline ? "via inline" : "", editCount > 0 ? "edited" : "", time];
  return element("div", { className: "meta", textContent: notes.filter(Boolean).join(" · ") });
}

function renderKeyboard(message, press) {
  const rows = message.keyboard.map((row) =>
    element("div", {}, ...row.map((button) => renderButton(message, button, press)))
  );
  return element("div", { className: "keyboard" }, ...rows);
}

function renderButton(message, button, press) {
  const mark = button.url ? " ↗" : button.switchInline ? " ⤴" : "";
  const made = element("button", { type: "button", textContent: button.text + mark });
  made.onclick = () => press(message, button, made);
  return made;
}

/** Rebuilds Telegram's HTML from its few tags, so that no other tag can get into the page. */
function renderHtml(html, handlers) {
  const parsed = new DOMParser().parseFromString(html, "text/html").body;
  const fragment = document.createDocumentFragment();
  fragment.append(...[...parsed.childNodes].map((node) => rebuild(node, handlers)));
  return fragment;
}

function rebuild(node, handlers) {
  if (node.nodeType !== Node.ELEMENT_NODE) return renderText(node.textContent, handlers.command);
  const children = [...node.childNodes].map((child) => rebuild(child, handlers));
  if (!KEPT_TAGS.has(node.tagName)) return element("span", {}, ...children);
  if (node.tagName === "A") return renderLink(node.getAttribute("href"), children, handlers.follow);
  if (node.tagName === "TG-SPOILER") {
    return element("span", { className: "spoiler", tabIndex: 0 }, ...children);
  }
  return element(node.tagName.toLowerCase(), {}, ...children);
}

/** Makes plain text with its commands as links. */
function renderText(text, command) {
  const parts = text.split(/(?<=^|\s)(\/[A-Za-z0-9_]{1,32})(?![\w/])/);
  const nodes = parts.map((part, index) =>
    index % 2 === 0 ? document.createTextNode(part) : renderCommand(part, command)
  );
  return element("span", {}, ...nodes);
}

/** Makes a command. It is a link and not a button, so that it can break across lines. */
function renderCommand(text, command) {
  const onclick = (event) => {
    event.preventDefault();
    command(text);
  };
  return element("a", { href: "#", className: "command", textContent: text, onclick });
}

function renderLink(href, children, follow) {
  if (!/^(https?|tg):\/\//i.test(href ?? "")) return element("span", {}, ...children);
  const onclick = (event) => {
    event.preventDefault();
    follow(href);
  };
  return element("a", { href, onclick }, ...children);
}

function readableSize(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024
    ? `${Math.round(bytes / 1024)} KB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
