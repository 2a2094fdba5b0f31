/** @file The composer: texts, commands, photos, files and inline queries. */
import { call, wireBytes } from "./control.js";
import { say } from "./language.js";
import { renderResult } from "./render.js";
import { readable } from "./refusals.js";
import { commandButton, connectSuggestions } from "./suggestions.js";

const COARSE = matchMedia("(pointer: coarse)");
const INLINE_DELAY_MS = 300;
/** The longest album of Telegram. */
const ALBUM = 10;

/** The composer of a chat. */
export class Composer {
  #chat;
  #toast;
  #field;
  #suggestions;
  #inlineTimer;

  constructor(chat, toast) {
    this.#chat = chat;
    this.#toast = toast;
    this.#field = chat.part("text");
    this.#suggestions = connectSuggestions({
      list: chat.part("suggestions"),
      note: chat.part("no-suggestion"),
      field: this.#field,
      id: `suggestions-${chat.index}`,
    });
    this.#connectField();
    this.#connectPicker("photo", (photos) => this.send({ photos, files: [] }));
    this.#connectPicker("file", (files) => this.send({ photos: [], files }));
    chat.part("commands-button").onclick = () =>
      this.#suggestions.isOpen() ? this.#hideSuggestions() : this.#showCommands("");
  }

  focus() {
    // On a phone, the focus would open the keyboard.
    if (!COARSE.matches) this.#field.focus({ preventScroll: true });
  }

  #connectField() {
    this.#chat.part("composer").onsubmit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    this.#field.onkeydown = (event) => {
      if (event.isComposing || this.#suggestions.key(event)) return;
      if (event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      this.#submit();
    };
    this.#field.oninput = () => {
      clearTimeout(this.#inlineTimer);
      const [, typed] = /^\/(\w*)$/.exec(this.#field.value) ?? [];
      if (typed !== undefined) return this.#showCommands(typed);
      this.#hideSuggestions();
      if (this.#inlineQuery() !== undefined) {
        this.#inlineTimer = setTimeout(() => this.#showInline(), INLINE_DELAY_MS);
      }
    };
  }

  #connectPicker(kind, send) {
    const input = this.#chat.part(`${kind}-input`);
    this.#chat.part(`${kind}-button`).onclick = () => input.click();
    input.onchange = async () => {
      if (input.files.length > 0) await send([...input.files]);
      input.value = "";
    };
  }

  /** Writes an inline query into the composer and sends it. */
  startInline(query) {
    this.#field.value = `@${this.#chat.bot.username} ${query}`;
    this.#field.focus();
    return this.#showInline();
  }

  async #submit() {
    const { value } = this.#field;
    if (value.trim() === "") return;
    if (this.#inlineQuery() !== undefined) return this.#showInline();
    this.#field.value = "";
    this.#hideSuggestions();
    await this.#chat.say(value);
  }

  /** Sends photos, then files, several of a kind as an album. The written text becomes the caption, if it is taken. */
  async send({ photos, files }) {
    const written = this.#field.value;
    const caption = written.trim() === "" ? {} : { caption: written.trim() };
    if (
      photos.length > 0 && await this.#sendPhotos(photos, caption) && this.#field.value === written
    ) {
      this.#field.value = "";
    }
    const album = files.length > 1 ? { mediaGroupId: `page ${Date.now()}` } : {};
    for (const file of files) await this.#sendDocument(file, album);
  }

  async #sendPhotos(photos, caption) {
    const wired = await Promise.all(photos.slice(0, ALBUM).map(wireBytes));
    const { length: count } = wired;
    const words = caption.caption ?? "";
    const taken = count === 1
      ? await this.#chat.send("sendPhoto", wired, caption, `📷 ${words || say("Photo")}`)
      : await this.#chat.send("sendAlbum", [wired], caption, `📷 × ${count} ${words}`);
    if (taken && photos.length > ALBUM) {
      this.#toast(
        say("Telegram takes {most} photos at a time: {left} were left out.", {
          most: ALBUM,
          left: photos.length - ALBUM,
        }),
      );
    }
    return taken;
  }

  async #sendDocument(file, album) {
    const mimeType = file.type || "application/octet-stream";
    const document = { fileName: file.name, mimeType };
    const args = [await wireBytes(file), document];
    await this.#chat.send("sendDocument", args, album, `📄 ${file.name}`);
  }

  async #showCommands(typed) {
    const options = { botId: this.#chat.bot.id };
    const { value } = this.#field;
    const commands = await call("menu", this.#chat.userId, options).catch(() => []);
    if (this.#field.value !== value) return;
    const choose = ({ command }) => {
      this.#hideSuggestions();
      this.#field.value = "";
      this.#field.focus();
      this.#chat.say(`/${command}`);
    };
    const matching = commands.filter(({ command }) => command.startsWith(typed.toLowerCase()));
    this.#suggestions.show(matching.map((each) => commandButton(each, () => choose(each))));
    this.#chat.part("commands-button").setAttribute("aria-expanded", String(matching.length > 0));
  }

  #inlineQuery() {
    const prefix = `@${this.#chat.bot.username} `;
    return this.#field.value.toLowerCase().startsWith(prefix.toLowerCase())
      ? this.#field.value.slice(prefix.length)
      : undefined;
  }

  async #showInline() {
    const asked = this.#field.value;
    const options = { botId: this.#chat.bot.id, timeoutMs: 10_000 };
    const answer = await call("inlineQuery", this.#chat.userId, this.#inlineQuery(), options)
      .catch((error) => ({ problem: readable(error), results: [] }));
    // The person has changed the query meanwhile.
    if (this.#field.value !== asked) return;
    const choose = (result) => this.#chooseResult(answer.inlineQueryId, result);
    const rows = answer.results.map((result) => renderResult(result, choose));
    this.#suggestions.show(rows, answer.problem ?? say("No results."));
  }

  async #chooseResult(inlineQueryId, result) {
    this.#hideSuggestions();
    this.#field.value = "";
    this.#field.focus();
    await call("chooseInlineResult", this.#chat.userId, inlineQueryId, result.id)
      .catch((error) => this.#toast(readable(error)));
  }

  #hideSuggestions() {
    this.#suggestions.hide();
    this.#chat.part("commands-button").setAttribute("aria-expanded", "false");
  }
}
