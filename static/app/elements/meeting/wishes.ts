import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import type { Topic } from "../../store.js";
import { knownLocale } from "../../time.js";
import { icon } from "../icons.js";
import { inForm } from "../once.js";
import { Part } from "../part.js";
import { bdi, codePoints, isBlank, sentence } from "../phrases.js";
import { wordSearchError } from "./words.js";

const MAX_TAG = 20;
const MOST_TAGS = 5;
const MOST_LANGUAGES = 5;
/** Those most people of the web speak; the own one comes first. */
const LANGUAGES = ["zh", "en", "es", "hi", "ar", "pt", "fr", "ru", "ja", "de", "ko", "vi"];

/** What I would like to talk about, and in which languages; all of it may stay open. */
export class Wishes extends Part {
  @state() private tags: readonly string[] = [];
  @state() private languages: readonly string[] = [];
  @state() private isOld = false;
  @state() private newTag = "";
  @state() busy = false;
  @state() error = "";

  protected override get topics(): Topic[] {
    return ["me"];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { wish, search } = this.store.meeting;
    this.tags = search?.tags ?? wish.tags;
    this.languages = search?.languages ?? wish.languages;
    this.isOld = wish.age >= this.#age;
  }

  protected override render(): TemplateResult {
    const isTooLong = codePoints(this.newTag) > MAX_TAG;
    return html`<form class="form" novalidate @submit=${this.#start}>
      <p class="wishes__intro">
        ${gettext("You meet somebody who is looking for a talk, too. Nobody else reads it, and it is gone a day after it ends, unless both of you want to keep in touch.")}
      </p>
      ${this.#statement()}
      <div class="sheet sheet--padded">
        <div class="field ${isTooLong ? "field--invalid" : ""}">
          <div class="field__top">
            <label class="field__label" for="interest">${gettext("What would you like to talk about?")}</label>
            <span class="field__counter">${sentence(gettext("%(length)s of %(most)s"), { length: this.tags.length, most: MOST_TAGS })}</span>
          </div>
          <div class="notes__new">
            <input
              class="field__input"
              id="interest"
              autocomplete="off"
              enterkeyhint="done"
              aria-describedby="interest-hint"
              aria-invalid=${isTooLong}
              ?disabled=${this.tags.length >= MOST_TAGS}
              placeholder=${gettext("films, hiking, cooking…")}
              .value=${this.newTag}
              @input=${(event: Event) => (this.newTag = (event.target as HTMLInputElement).value)}
              @keydown=${this.#enter}
            />
            <button class="button" type="button" ?disabled=${isBlank(this.newTag) || isTooLong} @click=${this.#add}>${gettext("Add")}</button>
          </div>
          ${this.#chosen()}
          <p class="field__hint" id="interest-hint">${gettext("Who shares a tag with you comes first. Without tags you meet anybody.")}</p>
        </div>
        <fieldset class="choice">
          <legend class="choice__legend">${gettext("Languages")}</legend>
          <div class="choice__items">${this.#known.map((language) => this.#language(language))}</div>
        </fieldset>
      </div>
      ${this.error ? html`<p class="alert alert--error" role="alert">${this.error}</p>` : nothing}
      <div class="form__actions form__actions--near">
        <button class="button button--primary button--wide" ?disabled=${this.busy || !this.isOld || isTooLong}>${gettext("Start")}</button>
      </div>
    </form>`;
  }

  #chosen(): TemplateResult | typeof nothing {
    if (!this.tags.length) return nothing;
    return html`<div class="card__tags">
      ${this.tags.map(
        (tag) => html`<button
          class="tag tag--button"
          type="button"
          aria-label=${sentence(gettext("Remove %(tag)s"), { tag })}
          @click=${() => this.#remove(tag)}
        >
          ${bdi(tag)}&nbsp;${icon("close", "s")}
        </button>`,
      )}
    </div>`;
  }

  #language(language: string): TemplateResult {
    const on = this.languages.includes(language);
    const change = () => (this.languages = on ? this.languages.filter((one) => one !== language) : [...this.languages, language]);
    return html`<label class="choice__item">
      <input
        class="choice__input"
        type="checkbox"
        .checked=${on}
        ?disabled=${!on && this.languages.length >= MOST_LANGUAGES}
        @change=${change}
      />
      <span class="choice__label" lang=${language} dir="auto">${nameOfLanguage(language)}</span>
    </label>`;
  }

  /** Said once in this browser. */
  #statement(): TemplateResult | typeof nothing {
    const age = this.#age;
    if (this.store.meeting.wish.age >= age) return nothing;
    return html`<label class="statement">
      <input
        class="statement__box"
        type="checkbox"
        .checked=${this.isOld}
        @change=${(event: Event) => (this.isOld = (event.target as HTMLInputElement).checked)}
      />
      <span>${sentence(gettext("You must be at least %(age)s to meet people here. I am."), { age })}</span>
    </label>`;
  }

  get #age(): number {
    return this.store.site?.age ?? 0;
  }

  get #known(): string[] {
    const [mine = ""] = knownLocale(this.store.page.locale).split("-");
    return [...new Set([mine, ...LANGUAGES, ...this.languages])];
  }

  /** Enter adds the tag that is being typed; in an empty field it starts. */
  #enter(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.isComposing || isBlank(this.newTag)) return;
    event.preventDefault();
    this.#add();
  }

  #add(): void {
    const tag = this.newTag.trim();
    if (codePoints(tag) > MAX_TAG) return;
    if (tag && this.tags.length < MOST_TAGS && !this.tags.includes(tag)) this.tags = [...this.tags, tag];
    this.newTag = "";
  }

  #remove(tag: string): void {
    this.tags = this.tags.filter((one) => one !== tag);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("#interest")?.focus());
  }

  async #start(event: Event): Promise<void> {
    event.preventDefault();
    this.#add();
    const { tags, languages, store } = this;
    const age = Math.max(this.#age, store.meeting.wish.age);
    await inForm(this, () => store.meeting.start({ tags, languages, age }), wordSearchError);
  }
}

/** As those call it who speak it. */
function nameOfLanguage(language: string): string {
  return new Intl.DisplayNames(language, { type: "language" }).of(language) ?? language;
}

customElements.define("happy-wishes", Wishes);
