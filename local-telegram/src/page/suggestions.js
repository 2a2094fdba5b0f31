/** @file The list above the composer: commands or inline results. The focus stays in the text field. */
import { element } from "./render.js";

/** Connects the list. `field` is the text field, which has the keys. */
export function connectSuggestions({ list, note, field, id }) {
  let active = -1;
  list.id = id;

  return { show, hide, key, isOpen: () => !list.hidden };

  /** Shows buttons. Without any, it shows `otherwise`, if there is such a text. */
  function show(buttons, otherwise = "") {
    for (const [index, button] of buttons.entries()) {
      button.id = `${id}-${index}`;
      button.tabIndex = -1;
      button.setAttribute("role", "option");
    }
    list.replaceChildren(...buttons);
    list.hidden = buttons.length === 0;
    note.textContent = otherwise;
    note.hidden = buttons.length > 0 || otherwise === "";
    field.setAttribute("aria-controls", id);
    activate(-1);
  }

  function hide() {
    list.replaceChildren();
    list.hidden = true;
    note.hidden = true;
    field.removeAttribute("aria-controls");
    activate(-1);
  }

  /** Handles a key of the text field. Returns whether the list has used it. */
  function key(event) {
    if (list.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = list.children.length;
    if (step !== undefined) {
      activate((Math.max(active, step === 1 ? -1 : 0) + step + count) % count);
    } else if (event.key === "Enter" && active >= 0) list.children[active].click();
    else if (event.key === "Tab" && active >= 0) list.children[active].click();
    else if (event.key === "Escape") hide();
    else return false;
    event.preventDefault();
    return true;
  }

  function activate(index) {
    active = index;
    for (const [at, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(at === index));
    }
    list.children[index]?.scrollIntoView({ block: "nearest" });
    if (index < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", list.children[index].id);
  }
}

/** Makes the button of a command. */
export function commandButton({ command, description }, onclick) {
  return element(
    "button",
    { type: "button", onclick },
    element("b", { textContent: `/${command}` }),
    element("span", { textContent: description }),
  );
}
