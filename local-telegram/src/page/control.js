/** @file The part of the control that the page uses. */

/** Calls a control method. Throws an Error with the server's message when the server refuses. */
export async function call(method, ...args) {
  const response = await fetch(`/control/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(args),
  });
  const body = await response.json();
  if (response.ok) return body;
  throw Object.assign(new Error(body.message), { code: body.code });
}

/** Calls `listener` after every change of any chat, with true, and with false when the server cannot be reached. */
export function listen(listener) {
  const events = new EventSource("/control/events");
  events.addEventListener("message", () => listener(true));
  events.addEventListener("error", () => listener(false));
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
