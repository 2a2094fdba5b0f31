// Keeps the marked parts of a page as they are now. Without it, the page is as of its loading.
const sign = document.getElementById("live");
let source;
let isOver = false;

function say(state) {
  isOver ||= state === "ended" || state === "moved";
  if (isOver) source.close();
  sign.hidden = false;
  sign.className = `live ${state}`;
  if (sign.textContent !== sign.dataset[state]) sign.textContent = sign.dataset[state];
}

// Leaves alone what is the same, so that it keeps its focus, stays open, and a press that has begun is not lost.
function adapt(old, now) {
  if (old.isEqualNode(now)) return;
  if (old.nodeName !== now.nodeName || old.id !== now.id) return old.replaceWith(now);
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.data = now.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (name !== "open" && !now.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of now.attributes) old.setAttribute(name, value);
  adaptChildren(old, now);
}

function adaptChildren(old, now) {
  const before = [...old.childNodes];
  const after = [...now.childNodes];
  for (const [at, child] of after.entries()) {
    if (at < before.length) adapt(before[at], child);
    else old.append(child);
  }
  for (const child of before.slice(after.length)) child.remove();
}

function show({ id, html }) {
  const part = document.querySelector(`live-part#${id}`);
  // The page was made when the shop was still being started.
  if (part === null) return location.reload();
  const now = document.createElement("template");
  now.innerHTML = html;
  const opened = [...part.querySelectorAll("details[open]")].map((each) => each.id);
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  adaptChildren(part, now.content);
  for (const each of opened) document.getElementById(each)?.setAttribute("open", "");
  if (focused === null || focused.isConnected) return;
  const href = focused.getAttribute("href");
  const which = href === null ? "" : `[href="${CSS.escape(href)}"]`;
  const home = document.getElementById((focused.closest("[id]") ?? part).id) ?? part;
  home.querySelector(focused.localName + which)?.focus({ preventScroll: true });
}

function listen() {
  const of = encodeURIComponent(location.pathname + location.search);
  source = new EventSource(`/console/live?of=${of}`);
  source.addEventListener("part", ({ data }) => show(JSON.parse(data)));
  source.addEventListener("state", ({ data }) => say(data));
  source.addEventListener("error", () => {
    if (isOver) return;
    if (!sign.classList.contains("full")) say("off");
    // It tries again by itself, unless something between us and the shop gave another answer.
    if (source.readyState === EventSource.CLOSED) setTimeout(listenAgain, 5000);
  });
}

function listenAgain() {
  const isClosed = source.readyState === EventSource.CLOSED;
  if (isClosed && !isOver && !document.hidden) listen();
}

if (sign !== null) {
  listen();
  // A browser has few connections to one address. A page that nobody sees needs none.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) source.close();
    else listenAgain();
  });
}
