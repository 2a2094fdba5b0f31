/** @file The part of the control that the page uses. */

/** How long the page waits before it opens an event stream again that the browser has given up. */
const AGAIN_MS = 1000;

/**
 * Calls a control method. Throws an Error with the server's message and code when the server refuses, and one with the
 * code `unreachable` when it does not answer.
 */
export async function call(method, ...args) {
  return await exchange(`/control/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(args),
  });
}

/** Tells what the host has added to the page. */
export async function describePage() {
  return await exchange("/control/page");
}

/** Runs an action of a panel, and returns what it tells. */
export async function runAction(panelId, actionId) {
  return (await exchange(`/control/panels/${panelId}/${actionId}`, { method: "POST" })).say;
}

/** Whether {@link call} has failed because the server does not answer. */
export function isUnreachable(error) {
  return error.code === "unreachable";
}

async function exchange(path, init) {
  let response;
  let body;
  try {
    response = await fetch(path, init);
    body = await response.json();
  } catch {
    throw Object.assign(new Error("The server does not answer."), { code: "unreachable" });
  }
  if (response.ok) return body;
  throw Object.assign(new Error(body.message), { code: body.code });
}

/** Calls `listener` after every change of any chat, with true, and with false when the server cannot be reached. */
export function listen(listener) {
  openStream("/control/events", { message: () => listener(true) }, () => listener(false));
}

/**
 * Listens to server-sent events by their types. The browser connects again by itself, and tells the last id that it
 * has seen. It gives up when another answer comes than a stream, for example of a proxy: then this opens a new stream.
 */
export function openStream(path, listeners, lost = () => {}) {
  const events = new EventSource(path);
  for (const [type, listener] of Object.entries(listeners)) {
    events.addEventListener(type, listener);
  }
  events.addEventListener("error", () => {
    lost();
    if (events.readyState !== EventSource.CLOSED) return;
    setTimeout(() => openStream(path, listeners, lost), AGAIN_MS);
  });
}

/** Returns the address of a file that a message shows. */
export function fileUrl({ fileUniqueId }) {
  return `/control/files/${encodeURIComponent(fileUniqueId)}`;
}

/** Reads a chosen file into the form that the control's JSON has for bytes. */
export async function wireBytes(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 32768) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
  }
  return { $bytes: btoa(binary) };
}
