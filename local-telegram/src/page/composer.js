/** @file The composer: texts, commands, photos, files and inline queries. */
import { call, wireBytes } from "./control.js";
import { element, renderResult } from "./render.js";

const byId = (id) => document.getElementById(id);
const INLINE_DELAY_MS = 300;
let inlineTimer;

/** Connects the composer. It calls `act` to act as the chosen person. */
export function connectComposer({ chat, act }) {
  const text = byId("text");
  byId("composer").onsubmit = (event) => {
    event.preventDefault();
    submit(chat, act);
  };
  text.onkeydown = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit(chat, act);
  };
  text.oninput = () => {
    clearTimeout(inlineTimer);
    inlineTimer = setTimeout(() => showInline(chat), INLINE_DELAY_MS);
    if (text.value === "/") showCommands(chat, act);
    else hide("commands");
  };
  byId("commands-button").onclick = () =>
    byId("commands").hidden ? showCommands(chat, act) : hide("commands");
  connectPicker("photo", (files) => sendPhotos(files, act));
  connectPicker("file", (files) => sendDocument(files[0], act));
}

/** Writes an inline query into the composer and sends it. */
export function startInline(chat, query) {
  byId("text").value = `@${chat.bot.username} ${query}`;
  byId("text").focus();
  return showInline(chat);
}

async function submit(chat, act) {
  const text = byId("text");
  const value = text.value;
  if (value.trim() === "") return;
  if (inlineQueryOf(chat, value) !== undefined) return showInline(chat);
  text.value = "";
  hide("commands");
  await act("sendText", [value]);
}

function connectPicker(kind, send) {
  const input = byId(`${kind}-input`);
  byId(`${kind}-button`).onclick = () => input.click();
  input.onchange = async () => {
    if (input.files.length > 0) await send([...input.files]);
    input.value = "";
  };
}

/** Sends one photo, or an album of up to ten. The written text becomes the caption. */
async function sendPhotos(files, act) {
  const caption = byId("text").value.trim();
  byId("text").value = "";
  const photos = await Promise.all(files.slice(0, 10).map(wireBytes));
  const options = caption === "" ? {} : { caption };
  return photos.length === 1
    ? act("sendPhoto", photos, options)
    : act("sendAlbum", [photos], options);
}

async function sendDocument(file, act) {
  const mimeType = file.type || "application/octet-stream";
  return act("sendDocument", [await wireBytes(file), { fileName: file.name, mimeType }]);
}

async function showCommands(chat, act) {
  const commands = await call("menu", chat.userId, { botId: chat.bot.id });
  const rows = commands.map(({ command, description }) => {
    const button = element(
      "button",
      { type: "button" },
      element("b", { textContent: `/${command}` }),
    );
    button.setAttribute("role", "menuitem");
    button.append(element("span", { textContent: description }));
    button.onclick = () => {
      hide("commands");
      byId("text").value = "";
      act("sendText", [`/${command}`]);
    };
    return button;
  });
  byId("commands").replaceChildren(...rows);
  byId("commands").hidden = rows.length === 0;
  byId("commands-button").setAttribute("aria-expanded", String(rows.length > 0));
}

function inlineQueryOf(chat, value) {
  const prefix = `@${chat.bot.username} `;
  return value.toLowerCase().startsWith(prefix.toLowerCase())
    ? value.slice(prefix.length)
    : undefined;
}

async function showInline(chat) {
  const asked = byId("text").value;
  const query = inlineQueryOf(chat, asked);
  if (query === undefined) return hide("inline-results");
  const answer = await call("inlineQuery", chat.userId, query, {
    botId: chat.bot.id,
    timeoutMs: 10_000,
  })
    .catch((error) => ({ problem: error.message }));
  // The person has changed the query meanwhile.
  if (byId("text").value !== asked) return;
  const choose = (result) => chooseResult(chat, answer.inlineQueryId, result);
  const rows = answer.results?.map((result) => renderResult(result, choose)) ?? [];
  const note = answer.problem ? "The bot did not answer." : "No results.";
  byId("inline-results").replaceChildren(
    ...(rows.length > 0 ? rows : [element("p", { textContent: note })]),
  );
  byId("inline-results").hidden = false;
}

async function chooseResult(chat, inlineQueryId, result) {
  hide("inline-results");
  byId("text").value = "";
  await call("chooseInlineResult", chat.userId, inlineQueryId, result.id);
}

function hide(id) {
  byId(id).hidden = true;
  if (id === "commands") byId("commands-button").setAttribute("aria-expanded", "false");
}
