import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import type { Topic } from "../store.js";
import { toast } from "./events.js";
import { Part } from "./part.js";
import { codePoints, isBlank, sentence } from "./phrases.js";
import { wordError } from "./refusals.js";

const MAX_CHARACTERS = 8000;
/** From here on the counter shows. */
const COUNTED_FROM = 7800;
/** Safari ends a composition before the key that ended it comes, so that Enter no longer looks like part of it. */
const AFTER_COMPOSITION_MS = 60;

/** Where a message is written. One element serves one conversation. Sends `happy-sent`. */
export class Composer extends Part {
  @property({ attribute: false }) stream = "";
  @property({ attribute: false }) draft = "";
  @state() private text = "";

  #composedAt = -Infinity;
  /** Is the text being written here, and not just shown from another device? */
  #writing = false;

  protected override get topics(): Topic[] {
    return ["connection"];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
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

  protected override willUpdate(changed: PropertyValues): void {
    // What is being written here wins over what another device wrote.
    if (changed.has("draft") && (!this.#writing || !this.text)) this.text = this.draft;
  }

  protected override updated(): void {
    const field = this.#field;
    if (field && field.value !== this.text) field.value = this.text;
    this.#grow();
  }

  protected override render(): TemplateResult {
    const left = MAX_CHARACTERS - this.#length;
    return html`<form class="composer" @submit=${this.#submit}>
      <div class="composer__line">
        <textarea
          class="composer__field"
          rows="1"
          aria-label=${gettext("Message")}
          placeholder=${gettext("Say something…")}
          enterkeyhint="send"
          autocomplete="off"
          @input=${this.#typed}
          @keydown=${this.#key}
          @compositionend=${this.#composed}
          @blur=${() => this.#setWriting(false)}
        ></textarea>
        <button class="button button--primary composer__send" ?disabled=${!this.#sendable}>${gettext("Send")}</button>
      </div>
      <div class="composer__notes">${this.#offline()}${this.#counter(left)}</div>
    </form>`;
  }

  #offline(): TemplateResult | typeof nothing {
    if (this.store.connection !== "offline" || !this.text) return nothing;
    return html`<span>${gettext("You are offline: it will be sent when you are back.")}</span>`;
  }

  #counter(left: number): TemplateResult | typeof nothing {
    if (left > MAX_CHARACTERS - COUNTED_FROM) return nothing;
    const words =
      left < 0
        ? ngettext("%(count)s character too many", "%(count)s characters too many", -left)
        : ngettext("%(count)s character left", "%(count)s characters left", left);
    return html`<span class="composer__left ${left < 0 ? "composer__left--over" : ""}" role="status">
      ${sentence(words, { count: Math.abs(left) })}
    </span>`;
  }

  get #field(): HTMLTextAreaElement | null {
    return this.querySelector("textarea");
  }

  /** Counting each character of a long text at each key is only needed near the limit. */
  get #length(): number {
    return this.text.length <= COUNTED_FROM ? this.text.length : codePoints(this.text);
  }

  get #sendable(): boolean {
    return !isBlank(this.text) && this.#length <= MAX_CHARACTERS;
  }

  #typed(event: Event): void {
    this.text = (event.target as HTMLTextAreaElement).value;
    this.#setWriting(true);
    this.store.setDraft(this.stream, this.text);
    if (this.text) this.store.typing(this.stream);
  }

  #composed(event: CompositionEvent): void {
    this.#composedAt = event.timeStamp;
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || this.#isComposing(event)) return;
    event.preventDefault();
    void this.#send();
  }

  /** Does this key belong to an input method, which uses Enter to take what it offers? */
  #isComposing(event: KeyboardEvent): boolean {
    return event.isComposing || event.keyCode === 229 || event.timeStamp - this.#composedAt < AFTER_COMPOSITION_MS;
  }

  #submit(event: Event): void {
    event.preventDefault();
    this.#field?.focus();
    void this.#send();
  }

  async #send(): Promise<void> {
    if (!this.#sendable) return;
    const body = this.text.replace(/^\s*\n/, "").trimEnd();
    this.#write("");
    this.dispatchEvent(new CustomEvent("happy-sent", { bubbles: true }));
    try {
      await this.store.sendText(this.stream, body);
    } catch (error) {
      // It is not even stored here: give the words back.
      if (!this.text) this.#write(body);
      toast(this, wordError(error));
    }
  }

  #write(text: string): void {
    this.text = text;
    this.store.setDraft(this.stream, text);
  }

  #setWriting(writing: boolean): void {
    if (writing === this.#writing) return;
    this.#writing = writing;
    this.store.focusDraft(this.stream, writing);
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
