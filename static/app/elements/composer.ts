import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import type { Aim } from "../aims.js";
import type { ConversationView, Topic } from "../store.js";
import { ComposerCalls } from "./composer-calls.js";
import { beginEditing, lastToEdit, saveEdited } from "./composer-editing.js";
import { ComposerEmoji } from "./composer-emoji.js";
import { pictureButton, takeFiles, tray } from "./composer-files.js";
import { COUNTED, counter, MAX_CAPTION, MAX_CHARACTERS, offlineNote, slowNote, waitIn } from "./composer-notes.js";
import { ComposerVoice } from "./composer-voice.js";
import { inTalk, toast } from "./events.js";
import { icon } from "./icons.js";
import { LongPress } from "./long-press.js";
import { Part } from "./part.js";
import { codePoints, isBlank, sentence } from "./phrases.js";
import { wordError } from "./refusals.js";

/** Safari ends a composition before the key that ended it comes, so that Enter no longer looks like part of it. */
const AFTER_COMPOSITION_MS = 60;

/** Where a message is written. One element serves one conversation. Sends `happy-sent`. */
export class Composer extends Part {
  @property({ attribute: false }) view!: ConversationView;
  @state() private text = "";
  /** Is what else can be sent laid out? */
  @state() private tiled = false;

  #composedAt = -Infinity;
  /** Is the text being written here, and not just shown from another device? */
  #writing = false;
  #second: ReturnType<typeof setTimeout> | undefined;
  /** What was written for last. */
  #aim: Aim | undefined;
  /** The draft shown last. */
  #draft = "";
  readonly #press = new LongPress(() => this.#askToSend());
  readonly #calls = new ComposerCalls(this, (start, end, words) => this.#replace(start, end, words));
  readonly #voice = new ComposerVoice(this);
  readonly #emoji = new ComposerEmoji(this, (emoji) => this.#insert(emoji));

  protected override get topics(): Topic[] {
    return ["connection"];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#second);
    this.#press.end();
    // What is taken out of the page loses the focus without being told.
    this.#setWriting(false);
  }

  override focus(): void {
    this.#field?.focus();
  }

  /** Put words behind what is written, to go on with them. */
  add(words: string): void {
    this.#write(this.text ? `${this.text.trimEnd()}\n${words}` : words);
    this.#setWriting(true);
    void this.updateComplete.then(() => this.focus());
  }

  protected override willUpdate(): void {
    const { draft } = this.view;
    this.#takeAim();
    // What is being written here wins over what another device wrote.
    if (draft !== this.#draft && !this.#isEditing && (!this.#writing || !this.text)) this.text = draft;
    this.#draft = draft;
  }

  protected override updated(): void {
    const field = this.#field;
    if (field && field.value !== this.text) field.value = this.text;
    clearTimeout(this.#second);
    if (waitIn(this.view) > 0) this.#second = setTimeout(() => this.requestUpdate(), 1000);
    this.#grow();
  }

  protected override render(): TemplateResult {
    const wait = waitIn(this.view);
    const classes = `${this.text || this.#hasFiles ? "composer--written" : ""} ${this.#voice.isOpen ? "composer--recording" : ""}`;
    return html`<form class="composer ${classes}" @submit=${this.#submit}>
      ${this.#calls.list()} ${this.#aimBar()} ${tray(this)}
      ${this.#voice.bar()}
      <div class="composer__line">
        ${this.#voice.button()}
        <textarea
          class="composer__field"
          rows="1"
          aria-label=${gettext("Message")}
          placeholder=${gettext("Say something…")}
          enterkeyhint="send"
          autocomplete="off"
          aria-autocomplete=${this.#calls.isPossible ? "list" : nothing}
          aria-controls=${this.#calls.marked ? "calls" : nothing}
          aria-activedescendant=${this.#calls.marked || nothing}
          @input=${this.#typed}
          @keydown=${this.#key}
          @compositionend=${this.#composed}
          @paste=${(event: ClipboardEvent) => takeFiles(event, event.clipboardData, this)}
          @keyup=${(event: Event) => this.#calls.look(event)}
          @click=${(event: Event) => this.#calls.look(event)}
          @focus=${() => this.#emoji.yield()}
          @blur=${this.#left}
        ></textarea>
        ${pictureButton(this)} ${this.#emoji.button()} ${this.#more()}
        <button
          class="button button--primary composer__send"
          ?disabled=${!this.#sendable}
          @contextmenu=${this.#askToSend}
          @pointerdown=${(event: PointerEvent) => this.#press.begin(event)}
        >
          ${this.#isEditing ? gettext("Save") : wait > 0 ? sentence(gettext("%(seconds)s s"), { seconds: wait }) : gettext("Send")}
        </button>
      </div>
      <div class="composer__notes">
        ${this.store.connection === "offline" && this.text ? offlineNote() : nothing}${slowNote(this.view)}${counter(this.#most - this.#length)}
      </div>
      ${this.#emoji.panel()} ${this.#tiles()}
    </form>`;
  }

  /** Phones have no room for it beside the words. */
  #more(): TemplateResult {
    return html`<button
      class="icon-button composer__more"
      type="button"
      aria-label=${gettext("More to send")}
      aria-expanded=${this.tiled}
      aria-haspopup="menu"
      @click=${() => (this.tiled = !this.tiled)}
    >
      ${icon("add")}
    </button>`;
  }

  #tiles(): TemplateResult | typeof nothing {
    if (!this.tiled) return nothing;
    import("./talk/tiles-panel.js").catch((error: unknown) => toast(this, wordError(error)));
    const close = () => (this.tiled = false);
    return html`<happy-tiles class="plus" .store=${this.store} .view=${this.view} @happy-tiles-close=${close}></happy-tiles>`;
  }

  /** Who has chosen a message goes on writing at once. */
  #takeAim(): void {
    const aim = this.store.messages.aims.of(this.view.id);
    if (aim && aim !== this.#aim) {
      import("./talk/aim-bar.js").catch(() => undefined);
      if (this.hasUpdated) void this.updateComplete.then(() => this.focus());
    }
    // What I had begun to write waits meanwhile.
    if (aim?.words !== undefined) this.text = aim.words;
    else if (this.#isEditing) this.text = this.view.draft;
    this.#aim = aim;
  }

  get #isEditing(): boolean {
    return this.#aim?.words !== undefined;
  }

  #aimBar(): TemplateResult | typeof nothing {
    if (!this.#aim) return nothing;
    return html`<happy-aim-bar class="aim" .store=${this.store} .view=${this.view} .aim=${this.#aim} @happy-aim-drop=${this.#dropAim}></happy-aim-bar>`;
  }

  #dropAim(): void {
    this.store.messages.aims.drop(this.view.id);
    this.focus();
  }

  /** Put words where the caret stands, in place of what is marked. */
  #insert(words: string): void {
    const { selectionStart, selectionEnd } = this.#field!;
    void this.#replace(selectionStart, selectionEnd, words);
  }

  async #replace(start: number, end: number, words: string): Promise<void> {
    this.#write(this.text.slice(0, start) + words + this.text.slice(end));
    await this.updateComplete;
    this.#field?.setSelectionRange(start + words.length, start + words.length);
  }

  get #field(): HTMLTextAreaElement | null {
    return this.querySelector("textarea");
  }

  /** Counting each character of a long text at each key is only needed near the limit. */
  get #length(): number {
    return this.text.length <= this.#most - COUNTED ? this.text.length : codePoints(this.text);
  }

  get #sendable(): boolean {
    const isDue = this.#isEditing || waitIn(this.view) <= 0;
    return (!isBlank(this.text) || this.#hasFiles) && this.#length <= this.#most && isDue;
  }

  /** Is there something to be sent beside the words? What is being sent already has words of its own. */
  get #hasFiles(): boolean {
    const { chosen, brought } = this.store.files.tray(this.view.id);
    return chosen.length > 0 && !brought && !this.#isEditing;
  }

  /** So many characters may be written. */
  get #most(): number {
    return this.#hasFiles ? MAX_CAPTION : MAX_CHARACTERS;
  }

  #typed(event: Event): void {
    this.#setWriting(true);
    this.#write((event.target as HTMLTextAreaElement).value);
    if (this.text && !this.#isEditing) this.store.typing(this.view.id);
  }

  #left(): void {
    this.#setWriting(false);
    this.#calls.close();
  }

  #composed(event: CompositionEvent): void {
    this.#composedAt = event.timeStamp;
  }

  #key(event: KeyboardEvent): void {
    if (this.#isComposing(event)) return;
    if (this.#calls.take(event)) event.preventDefault();
    else if (event.key === "Escape" && this.#aim) {
      event.preventDefault();
      this.#dropAim();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void this.#send();
    } else if (event.key === "ArrowUp" && !event.altKey && !this.text && !this.#aim) this.#editLast(event);
  }

  #editLast(event: Event): void {
    const message = lastToEdit(this.view);
    if (!message) return;
    event.preventDefault();
    beginEditing(this.store, this.view, message);
  }

  /** Does this key belong to an input method, which uses Enter to take what it offers? */
  #isComposing(event: KeyboardEvent): boolean {
    return event.isComposing || event.keyCode === 229 || event.timeStamp - this.#composedAt < AFTER_COMPOSITION_MS;
  }

  /** A right click on the button, or a finger that rests on it. */
  #askToSend(event?: Event): void {
    event?.preventDefault();
    if (this.#isEditing) return;
    inTalk(this, async (talk) => (await import("./talk/send-later.js")).openSendMenu(talk, this.querySelector(".composer__send")!));
  }

  #submit(event: Event): void {
    event.preventDefault();
    if (!this.#emoji.isKeyboard) this.focus();
    void this.#send();
  }

  async #send(): Promise<void> {
    if (!this.#sendable) return;
    const { id } = this.view;
    const body = this.text.replace(/^\s*\n/, "").trimEnd();
    const mentions = this.#calls.in(body);
    const aim = this.#aim;
    if (aim && this.#isEditing) {
      aim.words = body;
      return saveEdited(this, this.store, id, aim, this.#calls.isPossible ? mentions : undefined);
    }
    this.#write("");
    this.#calls.close();
    this.store.messages.aims.drop(id);
    this.dispatchEvent(new CustomEvent("happy-sent", { bubbles: true }));
    const more = { mentions, ...(aim?.message.seq ? { replyTo: aim.message.seq } : {}) };
    const giveBack = (): void => {
      if (!this.text) this.#write(body);
      if (aim) this.store.messages.aims.set(id, aim);
    };
    try {
      if (!this.#hasFiles) await this.store.sendText(id, body, more);
      else if (!(await this.store.files.send(id, { body, ...more }))) return giveBack();
      this.#calls.forget();
    } catch (error) {
      // It is not even stored here.
      giveBack();
      toast(this, wordError(error));
    }
  }

  #write(text: string): void {
    this.text = text;
    if (this.#aim && this.#isEditing) this.#aim.words = text;
    else this.store.drafts.set(this.view.id, text);
  }

  #setWriting(writing: boolean): void {
    if (writing === this.#writing) return;
    this.#writing = writing;
    this.store.drafts.focus(this.view.id, writing);
  }

  /** As high as its text; the style sheet stops it at eight lines. */
  #grow(): void {
    const field = this.#field;
    if (!field) return;
    field.style.blockSize = "auto";
    field.style.blockSize = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  }
}

customElements.define("happy-composer", Composer);
