import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { tagsOf } from "../letters.js";
import type { Topic } from "../store.js";
import { toast } from "./events.js";
import { icon } from "./icons.js";
import { once } from "./once.js";
import { Part } from "./part.js";
import { bdi, codePoints, isBlank, sentence } from "./phrases.js";

const MAX_NOTE = 40;
const MAX_TAG = 20;
const MOST_TAGS = 20;

/** My own name for a person, and the tags I give them. Nobody else sees these. */
export class PersonNotes extends Part {
  @property({ attribute: false }) user = "";
  @state() private editing = false;
  @state() private note = "";
  @state() private tags: readonly string[] = [];
  @state() private newTag = "";
  @state() busy = false;

  protected override get topics(): Topic[] {
    return ["people", "contacts"];
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("user")) this.editing = false;
  }

  protected override render(): TemplateResult {
    return this.editing ? this.#form() : this.#shown();
  }

  #shown(): TemplateResult {
    const tags = this.store.person(this.user).contact?.tags ?? [];
    return html`<div class="notes">
      ${tags.map((tag) => html`<span class="tag">${bdi(tag)}</span>`)}
      <button class="button button--small" @click=${this.#edit}>${icon("edit", "s")} ${gettext("Note and tags")}</button>
    </div>`;
  }

  #form(): TemplateResult {
    const known = [...new Set([...tagsOf(this.store.contacts, this.store.page.locale), ...this.tags])];
    const wrong = codePoints(this.note) > MAX_NOTE || codePoints(this.newTag) > MAX_TAG || this.tags.length > MOST_TAGS;
    return html`<form class="form notes__form" @submit=${this.#save}>
      <div class="field">
        ${top("note", gettext("My name for them"), this.note, MAX_NOTE)}
        <input
          class="field__input"
          id="note"
          aria-describedby="note-count note-hint"
          autocomplete="off"
          .value=${this.note}
          @input=${(event: Event) => (this.note = valueOf(event))}
        />
        <p class="field__hint" id="note-hint">${gettext("You see it everywhere in place of their nickname. Nobody else does.")}</p>
      </div>
      ${known.length
        ? html`<fieldset class="choice">
            <legend class="choice__legend">${gettext("Tags")}</legend>
            <div class="choice__items">${known.map((tag) => this.#tag(tag))}</div>
          </fieldset>`
        : nothing}
      <div class="field">
        ${top("new-tag", gettext("New tag"), this.newTag, MAX_TAG)}
        <div class="notes__new">
          <input
            class="field__input"
            id="new-tag"
            aria-describedby="new-tag-count"
            autocomplete="off"
            .value=${this.newTag}
            @input=${(event: Event) => (this.newTag = valueOf(event))}
            @keydown=${this.#enter}
          />
          <button class="button" type="button" ?disabled=${isBlank(this.newTag) || wrong} @click=${this.#add}>
            ${gettext("Add")}
          </button>
        </div>
      </div>
      <div class="form__actions">
        <button class="button button--primary" ?disabled=${wrong || this.busy}>${gettext("Save")}</button>
        <button class="button" type="button" @click=${() => (this.editing = false)}>${gettext("Cancel")}</button>
      </div>
    </form>`;
  }

  #tag(tag: string): TemplateResult {
    const change = () => (this.tags = this.tags.includes(tag) ? this.tags.filter((one) => one !== tag) : [...this.tags, tag]);
    return html`<label class="choice__item">
      <input class="choice__input" type="checkbox" .checked=${this.tags.includes(tag)} @change=${change} />
      <span class="choice__label">${bdi(tag)}</span>
    </label>`;
  }

  async #edit(): Promise<void> {
    const { note, contact } = this.store.person(this.user);
    this.note = note;
    this.tags = contact?.tags ?? [];
    this.newTag = "";
    this.editing = true;
    await this.updateComplete;
    this.querySelector<HTMLInputElement>("#note")?.focus();
  }

  /** Enter adds the tag that is being typed; in an empty field it saves. */
  #enter(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.isComposing || isBlank(this.newTag)) return;
    event.preventDefault();
    this.#add();
  }

  #add(): void {
    const tag = this.newTag.trim();
    if (codePoints(tag) > MAX_TAG) return;
    if (!isBlank(tag) && !this.tags.includes(tag)) this.tags = [...this.tags, tag];
    this.newTag = "";
  }

  async #save(event: Event): Promise<void> {
    event.preventDefault();
    this.#add();
    await once(this, async () => {
      await this.store.people.annotate(this.user, { note: this.note.trim(), tags: [...this.tags] });
      this.editing = false;
    });
  }
}

function top(id: string, words: string, value: string, most: number): TemplateResult {
  const length = codePoints(value);
  return html`<div class="field__top">
    <label class="field__label" for=${id}>${words}</label>
    <span class="field__counter ${length > most ? "field__counter--over" : ""}" id="${id}-count">
      ${sentence(gettext("%(length)s of %(most)s"), { length, most })}
    </span>
  </div>`;
}

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

customElements.define("happy-person-notes", PersonNotes);
