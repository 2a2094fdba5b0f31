/** @file The panels that the host has added: their buttons and their entries. */
import { openStream, runAction } from "./control.js";
import { language, pick, say } from "./language.js";
import { readable } from "./refusals.js";
import { element } from "./render.js";

/** A panel shows this many entries. Older ones go. */
const MAX_ENTRIES = 60;

/** Draws the panels. Without any, the page has no place for them. A narrow page shows them when `button` is pressed. */
export function connectPanels(aside, button, panels) {
  if (panels.length === 0) return;
  const drawn = new Map(panels.map((panel) => [panel.id, drawPanel(panel)]));
  aside.append(...drawn.values().map(({ root }) => root));
  aside.hidden = false;
  button.hidden = false;
  const open = (isOpen) => {
    aside.classList.toggle("open", isOpen);
    button.setAttribute("aria-expanded", String(isOpen));
    button.textContent = isOpen ? say("Close ✕") : `${pick(panels[0].title)} ▾`;
  };
  open(false);
  button.onclick = () => open(!aside.classList.contains("open"));
  aside.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    open(false);
    button.focus();
  });
  openStream("/control/panels/events", {
    // The server is another one than before, and begins with its first entry.
    begin: () => drawn.forEach(({ clear }) => clear()),
    entry: ({ data }) => {
      const { panelId, at, entry } = JSON.parse(data);
      drawn.get(panelId)?.show(entry, at);
    },
  });
}

function drawPanel({ id, title, note = "", actions }) {
  const empty = element("p", { className: "panel-note", textContent: pick(note) });
  // It scrolls, so the keyboard must reach it.
  const list = element("ol", { className: "entries", tabIndex: 0 });
  list.setAttribute("aria-label", pick(title));
  const said = element("p", { className: "panel-said", hidden: true });
  said.setAttribute("role", "status");
  const buttons = actions.map((action) => actionButton(id, action, said));
  const heading = element("h2", { id: `panel-${id}`, textContent: pick(title) });
  const root = element("section", { className: "panel" }, heading);
  root.setAttribute("aria-labelledby", heading.id);
  if (buttons.length > 0) root.append(element("div", { className: "actions-list" }, ...buttons));
  root.append(said, empty, list);
  const emptiness = () => {
    empty.hidden = note === "" || list.children.length > 0;
    list.hidden = list.children.length === 0;
  };
  emptiness();
  return {
    root,
    show(entry, at) {
      placeEntry(list, renderEntry(entry, at));
      emptiness();
    },
    clear() {
      list.replaceChildren();
      emptiness();
    },
  };
}

function actionButton(panelId, { id, label, hint }, said) {
  const button = element("button", { type: "button", className: "action" });
  button.append(element("b", { textContent: pick(label) }));
  if (hint) button.append(element("small", { textContent: pick(hint) }));
  button.onclick = async () => {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      said.textContent = pick(await runAction(panelId, id));
    } catch (error) {
      said.textContent = readable(error);
    } finally {
      said.hidden = said.textContent === "";
      button.removeAttribute("aria-busy");
    }
  };
  return button;
}

function renderEntry({ title, tone = "", facts = [], key = "" }, at) {
  const time = new Date(at).toLocaleTimeString(language, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  const head = element(
    "div",
    { className: "entry-head" },
    element("b", { textContent: pick(title) }),
    element("time", { textContent: time }),
  );
  const item = element("li", { className: `entry ${tone}` }, head);
  item.dataset.key = key;
  if (facts.length > 0) {
    const pairs = facts.map(([name, value]) =>
      element(
        "div",
        {},
        element("dt", { textContent: pick(name) }),
        element("dd", { textContent: pick(value) }),
      )
    );
    item.append(element("dl", {}, ...pairs));
  }
  return item;
}

/** Puts an entry at the top, or at the place of the one with its key. */
function placeEntry(list, item) {
  const { key } = item.dataset;
  const before = key && [...list.children].find((other) => other.dataset.key === key);
  if (before) before.replaceWith(item);
  else list.prepend(item);
  while (list.children.length > MAX_ENTRIES) list.lastElementChild.remove();
}
