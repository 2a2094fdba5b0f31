/** @file One chat: shows the messages of the chosen person and sends that person's acts. */
import { groupAlbums, stateOf } from "./album.js";
import { call, isUnreachable } from "./control.js";
import { Composer } from "./composer.js";
import { connectDrops } from "./attachments.js";
import { followEnd } from "./follow_end.js";
import { connectLanguage, pick, say, translate } from "./language.js";
import { linkTarget } from "./links.js";
import { connectOutbox } from "./outbox.js";
import { connectPeople } from "./people.js";
import { element, renderMessages } from "./render.js";
import { connectRoving } from "./roving.js";
import { readable } from "./refusals.js";
import { connectToast } from "./toast.js";

/** A chat. `others` tells which people the other chats show. */
export class Pane {
  root = document.getElementById("pane").content.cloneNode(true).firstElementChild;
  userId = 0;
  bot;
  #blocked = false;
  #asked = 0;
  #shown = 0;
  #toast = connectToast(this.part("toast"));
  #end = followEnd(this.part("log"), this.part("to-end"));
  #roving = connectRoving(this.part("log"));
  #people;
  #outbox;
  #composer;
  #showAlert;
  #handlers = {
    press: (...pressed) => this.#press(...pressed),
    command: (text) => this.say(text),
    follow: (url) => this.#openUrl(url),
    view: undefined,
  };

  constructor({ index, others, showAlert, viewPhoto }) {
    this.index = index;
    translate(this.root);
    this.#showAlert = showAlert;
    this.#handlers.view = viewPhoto;
    this.#people = connectPeople({
      chat: this,
      others,
      chosen: (userId) => this.#switchPerson(userId),
      failed: this.#toast,
    });
    this.#outbox = connectOutbox(this.part("outbox"));
    this.#composer = new Composer(this, this.#toast);
    connectDrops(this.root, (dropped) => this.#composer.send(dropped));
    this.#connectMenu();
  }

  /** An element of this chat, by its name. */
  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  /** Names who sits here. */
  showSide(side) {
    this.part("side").textContent = side ? pick(side) : say("You are");
  }

  focus() {
    this.#composer.focus();
  }

  async load() {
    await this.#loadBots();
    await this.#people.load();
  }

  async connectionChanged(connected) {
    this.part("status").textContent = connected ? `@${this.bot.username}` : say("no connection");
    if (!connected) return;
    const problem = await this.#outbox.flush();
    if (problem) this.#toast(readable(problem));
    await this.#refresh();
  }

  /** Sends a text. */
  say(text) {
    return this.send("sendText", [text], {}, text);
  }

  /**
   * Sends something. It waits in the outbox while the server cannot be reached, behind what waits already, and is shown
   * as `text`. Returns whether the server has taken it, or will be asked again, and shows a refusal.
   */
  async send(method, args, options, text) {
    const { userId } = this;
    const all = { botId: this.bot.id, ...options };
    this.#end.follow();
    const problem = await this.#outbox.send(
      userId,
      text,
      () => call(method, userId, ...args, all),
    );
    if (problem) this.#toast(readable(problem));
    else this.#toast.hide();
    this.#end.follow();
    return problem === undefined;
  }

  /** Acts as the chosen person with the chosen bot. Returns whether the server took it, and shows a refusal. */
  async act(method, args = [], options = {}) {
    this.#end.follow();
    try {
      await call(method, this.userId, ...args, { botId: this.bot.id, ...options });
      this.#toast.hide();
      return true;
    } catch (error) {
      this.#toast(readable(error));
      return false;
    }
  }

  #connectMenu() {
    const menu = this.part("menu");
    this.part("menu-button").popoverTargetElement = menu;
    for (const button of menu.querySelectorAll("button")) {
      button.addEventListener("click", () => menu.hidePopover());
    }
    this.part("start").onclick = () => this.say("/start");
    this.part("send-sticker").onclick = () => this.act("sendSticker");
    this.part("send-video").onclick = () => this.act("sendVideo");
    this.part("block").onclick = () => this.act(this.#blocked ? "unblock" : "block");
    connectLanguage(this.part("language"));
    this.part("bot").onchange = () => this.#switchBot(Number(this.part("bot").value));
  }

  async #loadBots() {
    const bots = await call("bots");
    this.part("bot").replaceChildren(
      ...bots.map(({ id, firstName }) => element("option", { value: id, textContent: firstName })),
    );
    this.part("bot-choice").hidden = bots.length < 2;
    this.bot = bots[0];
  }

  async #switchBot(botId) {
    this.bot = (await call("bots")).find((bot) => bot.id === botId);
    await this.#switchPerson(this.userId);
  }

  async #switchPerson(userId) {
    this.userId = userId;
    const name = this.#people.nameOf(userId);
    this.root.setAttribute("aria-label", say("Chat of {name}", { name }));
    this.part("messages").replaceChildren();
    this.#outbox.show(userId);
    this.#end.follow();
    await Promise.all([this.#showBot(), this.#refresh()]);
    this.#composer.focus();
  }

  /** Shows the bot's name and texts as this person's app does. */
  async #showBot() {
    const { userId } = this;
    const bots = await call("bots", { userId }).catch(() => [this.bot]);
    if (userId !== this.userId) return;
    const bot = this.bot = bots.find(({ id }) => id === this.bot.id);
    document.title = bot.firstName;
    this.part("bot-name").textContent = bot.firstName;
    this.part("bot-avatar").textContent = bot.firstName.slice(0, 1).toUpperCase();
    this.part("bot-description").textContent = bot.description || bot.shortDescription ||
      say("This bot has no description yet. Say hello.");
  }

  /** Updates the log. A message that has not changed keeps its element. */
  async #refresh() {
    const { userId, bot } = this;
    const turn = ++this.#asked;
    const transcript = await call("transcript", userId, { botId: bot.id }).catch((error) => {
      if (!isUnreachable(error)) throw error;
    });
    if (transcript === undefined || userId !== this.userId || bot.id !== this.bot.id) return;
    // Answers may overtake each other.
    if (turn < this.#shown) return;
    this.#shown = turn;
    const list = this.part("messages");
    const present = new Map([...list.children].map((item) => [item.dataset.messageId, item]));
    const items = groupAlbums(transcript.messages).map((group) => {
      const item = present.get(String(group[0].messageId));
      const isCurrent = item?.dataset.state === stateOf(group);
      return isCurrent ? item : renderMessages(group, this.#handlers);
    });
    place(list, items);
    this.#blocked = transcript.blocked;
    this.part("block").textContent = say(this.#blocked ? "Unblock the bot" : "Block the bot");
    this.part("welcome").hidden = items.length > 0;
    this.#showReplyKeyboard(transcript.messages);
    this.#roving.refresh();
    this.#end.grown();
    if (items.length === 0) await this.#showBot();
  }

  async #press(message, button, pressed) {
    this.#toast.hide();
    if (button.url) return this.#openUrl(button.url);
    if (button.switchInline) return this.#composer.startInline(button.switchInline.query);
    if (button.callbackData === undefined) {
      return this.#toast(say("This kind of button does nothing here."));
    }
    pressed.setAttribute("aria-busy", "true");
    const options = { botId: this.bot.id };
    try {
      const { callbackQueryId } = await call(
        "click",
        this.userId,
        message.messageId,
        button.callbackData,
        options,
      );
      this.#showAnswer(await call("waitForAnswer", callbackQueryId, { timeoutMs: 30_000 }));
    } catch (error) {
      this.#toast(readable(error));
    } finally {
      pressed.removeAttribute("aria-busy");
    }
  }

  #showAnswer({ text, alert, url }) {
    if (url) this.#openUrl(url);
    else if (alert && text) this.#showAlert(text);
    else if (text) this.#toast(text);
  }

  /** Opens a link. Links of Telegram stay inside, and any other link opens a new tab. */
  async #openUrl(url) {
    const target = linkTarget(url, this.bot, await call("users").catch(() => []));
    if (target.start) return this.act("openDeepLink", [target.start]);
    if (target.say) return this.#showAlert(target.say);
    if (target.open) globalThis.open(target.open, "_blank", "noopener,noreferrer");
  }

  #showReplyKeyboard(messages) {
    const rows = messages.findLast((message) => message.replyKeyboard)?.replyKeyboard ?? [];
    const key = (textContent) =>
      element("button", { type: "button", textContent, onclick: () => this.say(textContent) });
    this.part("reply-keyboard").hidden = rows.length === 0;
    this.part("reply-keyboard").replaceChildren(
      ...rows.map((row) => element("div", {}, ...row.map(key))),
    );
  }
}

/** Changes only what differs: a focused button keeps its focus, and a screen reader reads only new messages. */
function place(list, items) {
  for (const [index, item] of items.entries()) {
    const there = list.children[index];
    if (there === item) continue;
    if (there?.dataset.messageId === item.dataset.messageId) there.replaceWith(item);
    else list.insertBefore(item, there ?? null);
  }
  while (list.children.length > items.length) list.lastElementChild.remove();
}
