/** @file Turns messages into elements. Text is always inserted as text, and markup is rebuilt tag by tag. */
import { stateOf } from "./album.js";
import { fileUrl } from "./control.js";
import { language, say } from "./language.js";

const KEPT_TAGS = new Set(["B", "I", "U", "S", "CODE", "PRE", "BLOCKQUOTE", "A", "TG-SPOILER"]);

/** Makes an element with properties and children. */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/**
 * Makes the list item of a message, or of all messages of an album. It calls `press` for a pressed button, `command` for
 * a clicked command, `follow` for a link and `view` for a photo.
 */
export function renderMessages(group, handlers) {
  const [first] = group;
  const bubble = element("div", { className: "bubble" }, ...renderPhotos(group, handlers.view));
  for (const { file, kind, text, html } of group) {
    if (file) bubble.append(renderFile(file, kind));
    if (text !== "") {
      bubble.append(element("div", { className: "body" }, renderHtml(html, handlers)));
    }
  }
  bubble.append(renderMeta(group.at(-1)));
  const item = element(
    "li",
    { className: `message ${first.from === "user" ? "own" : ""}` },
    bubble,
  );
  item.dataset.messageId = first.messageId;
  item.dataset.state = stateOf(group);
  for (const message of group.filter(({ keyboard }) => keyboard.length > 0)) {
    item.append(renderKeyboard(message, handlers.press));
  }
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

/** Several photos are shown side by side. Each can be pressed. */
function renderPhotos(group, view) {
  const photos = group.filter(({ photo }) => photo);
  const images = photos.map(({ photo, text }, index) => {
    const image = element("img", {
      src: fileUrl(photo),
      width: photo.widthPx,
      height: photo.heightPx,
      alt: describePhoto(text, index + 1, photos.length),
    });
    const onclick = () => view(image);
    return element("button", { type: "button", className: "photo", onclick }, image);
  });
  return images.length > 1 ? [element("div", { className: "album" }, ...images)] : images;
}

function describePhoto(text, place, count) {
  if (text !== "") return say("Photo: {text}", { text: text.split("\n")[0] });
  return count === 1 ? say("Photo") : say("Photo {place} of {count}", { place, count });
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
  const time = new Date(sentAt).toLocaleTimeString(language, {
    hour: "2-digit",
    minute: "2-digit",
  });
  const notes = [viaInline ? say("via inline") : "", editCount > 0 ? say("edited") : "", time];
  return element("div", { className: "meta", textContent: notes.filter(Boolean).join(" · ") });
}

function renderKeyboard(message, press) {
  const rows = message.keyboard.map((row) =>
    element("div", {}, ...row.map((button) => renderButton(message, button, press)))
  );
  return element("div", { className: "keyboard" }, ...rows);
}

function renderButton(message, button, press) {
  // The space does not break.
  const mark = button.url ? "\u00a0↗" : button.switchInline ? "\u00a0⤴" : "";
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
  const written = (size) => size.toLocaleString(language, { maximumFractionDigits: 1 });
  if (bytes < 1024) return say("{size} bytes", { size: written(bytes) });
  return bytes < 1024 * 1024
    ? say("{size} KB", { size: written(Math.round(bytes / 1024)) })
    : say("{size} MB", { size: written(bytes / 1024 / 1024) });
}
