/** @file The chat: shows the messages of the chosen person and sends that person's acts. */
import { call, listen } from "./control.js";
import { connectComposer, startInline } from "./composer.js";
import { connectPeople } from "./people.js";
import { element, renderMessage } from "./render.js";

const byId = (id) => document.getElementById(id);
/** The chosen person and bot. */
const chat = { userId: 0, bot: undefined, blocked: false };
/** Whether the page scrolls along when the log grows. */
let following = true;
let toastTimer;

const people = connectPeople({ chosen: switchPerson, failed: showToast });
connectComposer({ chat, act });
byId("start").onclick = () => act("sendText", ["/start"]);
byId("send-sticker").onclick = () => act("sendSticker");
byId("send-video").onclick = () => act("sendVideo");
byId("block").onclick = () => act(chat.blocked ? "unblock" : "block");
byId("bot").onchange = () => switchBot(Number(byId("bot").value));
for (const button of byId("menu").querySelectorAll("button")) {
  button.addEventListener("click", () => byId("menu").hidePopover());
}
followEnd(byId("log"));
await loadBots();
await people.load();
listen((connected) => {
  byId("status").textContent = connected ? `@${chat.bot.username}` : "connecting…";
  if (connected) refresh();
});

/** Acts as the chosen person with the chosen bot. It shows a refusal. */
async function act(method, args = [], options = {}) {
  following = true;
  try {
    return await call(method, chat.userId, ...args, { botId: chat.bot.id, ...options });
  } catch (error) {
    showToast(error.message);
  }
}

/** Keeps the end of the log in view when it grows, unless the reader has scrolled up. */
function followEnd(log) {
  const toEnd = () => {
    if (following) log.scrollTop = log.scrollHeight;
  };
  log.addEventListener("scroll", () => {
    following = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  });
  const observer = new ResizeObserver(toEnd);
  observer.observe(log);
  observer.observe(byId("messages"));
}

async function loadBots() {
  const bots = await call("bots");
  byId("bot").replaceChildren(
    ...bots.map(({ id, firstName }) => element("option", { value: id, textContent: firstName })),
  );
  byId("bot-choice").hidden = bots.length < 2;
  showBot(bots[0]);
}

async function switchBot(botId) {
  showBot((await call("bots")).find((bot) => bot.id === botId));
  clearLog();
  await refresh();
}

async function switchPerson(userId) {
  chat.userId = userId;
  clearLog();
  await refresh();
}

function showBot(bot) {
  chat.bot = bot;
  document.title = bot.firstName;
  byId("bot-name").textContent = bot.firstName;
  byId("bot-avatar").textContent = bot.firstName.slice(0, 1).toUpperCase();
  byId("bot-description").textContent = bot.description || bot.shortDescription ||
    "This bot has no description yet. Say hello.";
}

function clearLog() {
  following = true;
  byId("messages").replaceChildren();
}

/** Updates the log. A message that has not changed keeps its element. */
async function refresh() {
  if (chat.userId === 0) return;
  const { userId } = chat;
  const transcript = await call("transcript", userId, { botId: chat.bot.id });
  if (userId !== chat.userId) return;
  const present = new Map(
    [...byId("messages").children].map((item) => [item.dataset.messageId, item]),
  );
  const items = transcript.messages.map((message) => {
    const item = present.get(String(message.messageId));
    const isCurrent = item?.dataset.event === String(message.event);
    return isCurrent
      ? item
      : renderMessage(message, { press, command: (text) => act("sendText", [text]) });
  });
  place(items);
  chat.blocked = transcript.blocked;
  byId("block").textContent = chat.blocked ? "Unblock the bot" : "Block the bot";
  byId("welcome").hidden = items.length > 0;
  showReplyKeyboard(transcript.messages);
}

/** Changes only what differs: a focused button keeps its focus, and a screen reader reads only new messages. */
function place(items) {
  const list = byId("messages");
  for (const [index, item] of items.entries()) {
    const there = list.children[index];
    if (there === item) continue;
    if (there?.dataset.messageId === item.dataset.messageId) there.replaceWith(item);
    else list.insertBefore(item, there ?? null);
  }
  while (list.children.length > items.length) list.lastElementChild.remove();
}

async function press(message, button, pressed) {
  if (button.url) return openUrl(button.url);
  if (button.switchInline) return startInline(chat, button.switchInline.query);
  if (button.callbackData === undefined) return showToast("This kind of button does nothing here.");
  pressed.setAttribute("aria-busy", "true");
  try {
    const { callbackQueryId } = await call(
      "click",
      chat.userId,
      message.messageId,
      button.callbackData,
      {
        botId: chat.bot.id,
      },
    );
    showAnswer(await call("waitForAnswer", callbackQueryId, { timeoutMs: 30_000 }));
  } catch (error) {
    const isTimeout = error.code === "local_telegram_timeout";
    showToast(isTimeout ? "The bot did not answer." : error.message);
  } finally {
    pressed.removeAttribute("aria-busy");
  }
}

function showAnswer({ text, alert, url }) {
  if (url) openUrl(url);
  else if (alert && text) {
    byId("alert-text").textContent = text;
    byId("alert").showModal();
  } else if (text) showToast(text);
}

/** Opens a link to the chosen bot in this chat, as Telegram does, and any other link in a new tab. */
function openUrl(url) {
  const target = new URL(/^\w+:\/\//.test(url) ? url : `https://${url}`);
  const isOwn = /^(www\.)?(t|telegram)\.me$/.test(target.hostname) &&
    target.pathname.slice(1).toLowerCase() === chat.bot.username.toLowerCase();
  if (isOwn) return act("openDeepLink", [target.href]);
  if (/^https?:$/.test(target.protocol)) globalThis.open(target, "_blank", "noopener,noreferrer");
}

function showReplyKeyboard(messages) {
  const rows = messages.findLast((message) => message.replyKeyboard)?.replyKeyboard ?? [];
  const box = byId("reply-keyboard");
  box.hidden = rows.length === 0;
  box.replaceChildren(
    ...rows.map((row) =>
      element(
        "div",
        {},
        ...row.map((textContent) =>
          element("button", {
            type: "button",
            textContent,
            onclick: () => act("sendText", [textContent]),
          })
        ),
      )
    ),
  );
}

function showToast(text) {
  clearTimeout(toastTimer);
  byId("toast").textContent = text;
  byId("toast").hidden = false;
  toastTimer = setTimeout(() => byId("toast").hidden = true, 4000);
}
