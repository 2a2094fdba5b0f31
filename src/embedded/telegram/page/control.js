/** @file The control of the local Telegram, as far as a page can be its user. */

/** Calls a control method with its arguments; throws an Error that says what the server refused. */
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

/** Tells `listener` after every change of any chat, and whether the server can be reached. */
export function listen(listener) {
  const events = new EventSource("/control/events");
  events.addEventListener("message", () => listener(true));
  events.addEventListener("error", () => listener(false));
}

/** The address of a file that a message shows. */
export function fileUrl({ fileUniqueId }) {
  return `/control/files/${encodeURIComponent(fileUniqueId)}`;
}

/** A picked file as the control's JSON carries bytes. */
export async function wireBytes(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 32768) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
  }
  return { $bytes: btoa(binary) };
}
