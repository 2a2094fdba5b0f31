/** @file The language of the page: English or French. */
import { FRENCH } from "./french.js";

const REMEMBERED = "local-telegram-language";
const NAMES = { en: "English", fr: "français" };
const ATTRIBUTES = ["aria-label", "placeholder", "title"];

/** The language that was chosen here, else the first one of the browser's that the page speaks. */
export const language = localStorage.getItem(REMEMBERED) ??
  navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in NAMES) ?? "en";

/** A text of the page in its language. `values` replace the names in braces. */
export function say(text, values = {}) {
  const said = language === "fr" ? FRENCH[text] ?? text : text;
  return said.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** A text of the host: a string, or texts by their language. */
export function pick(text) {
  return typeof text === "string" ? text : text[language] ?? text.en;
}

/** Puts the texts and labels below an element into the page's language. */
export function translate(root) {
  if (language === "en") return;
  for (const node of textNodes(root)) {
    const text = node.data.trim();
    if (text !== "") node.data = node.data.replace(text, () => say(text));
  }
  for (const name of ATTRIBUTES) {
    for (const element of root.querySelectorAll(`[${name}]`)) {
      element.setAttribute(name, say(element.getAttribute(name)));
    }
  }
}

/** Makes a button change the language of the page. */
export function connectLanguage(button) {
  const other = language === "fr" ? "en" : "fr";
  button.textContent = NAMES[other];
  button.lang = other;
  button.onclick = () => {
    localStorage.setItem(REMEMBERED, other);
    location.reload();
  };
}

function textNodes(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}
