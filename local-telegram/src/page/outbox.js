/** @file What waits while the server cannot be reached: texts, photos and files, in their order. */
import { isUnreachable } from "./control.js";
import { say } from "./language.js";
import { element } from "./render.js";

/** How long it waits before it tries again by itself. */
const AGAIN_MS = 1000;

/** Makes the outbox. */
export function connectOutbox(list) {
  const waiting = [];
  let shownFor;
  let flushing;

  return { send, flush, show };

  /** Sends something as a person with `post`, or keeps it, and shows `text` meanwhile. Returns a refusal of the server. */
  async function send(userId, text, post) {
    waiting.push({ userId, text, post });
    show(userId);
    return await flush();
  }

  /** Sends what waits, in order. Returns a refusal of the server; what it refuses is given up. */
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
      try {
        await waiting[0].post();
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

  /** Shows what of this person waits. */
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
