/** @file Texts that wait while the server cannot be reached. */
import { isUnreachable } from "./control.js";
import { say } from "./language.js";
import { element } from "./render.js";

/** How long it waits before it tries again by itself. */
const AGAIN_MS = 1000;

/** Makes the outbox. `post` sends a text as a person. */
export function connectOutbox(list, post) {
  const waiting = [];
  let shownFor;
  let flushing;

  return { send, flush, show };

  /** Sends a text, or keeps it. Returns a refusal of the server. */
  async function send(userId, text) {
    waiting.push({ userId, text });
    show(userId);
    return await flush();
  }

  /** Sends what waits, in order. Returns a refusal of the server; the text that it refuses is given up. */
  function flush() {
    flushing ??= sendAll().finally(() => {
      flushing = undefined;
      show(shownFor);
    });
    return flushing;
  }

  async function sendAll() {
    let problem;
    while (waiting.length > 0) {
      const [{ userId, text }] = waiting;
      try {
        await post(userId, text);
      } catch (error) {
        if (isUnreachable(error)) {
          setTimeout(flush, AGAIN_MS);
          return problem;
        }
        problem = error;
      }
      waiting.shift();
    }
    return problem;
  }

  /** Shows what this person's texts are that wait. */
  function show(userId) {
    shownFor = userId;
    const own = waiting.filter((each) => each.userId === userId);
    list.replaceChildren(...own.map(({ text }) => renderWaiting(text)));
  }
}

function renderWaiting(text) {
  const bubble = element(
    "div",
    { className: "bubble" },
    element("div", { className: "body", textContent: text }),
    element("div", { className: "meta", textContent: say("waits to be sent") }),
  );
  return element("li", { className: "message own" }, bubble);
}
