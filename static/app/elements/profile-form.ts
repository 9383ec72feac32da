import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import type { ProfileChanges, ProfileRow } from "../protocol.js";
import type { Topic } from "../store.js";
import { isWebAddress } from "./addresses.js";
import { comingPlace } from "./empty.js";
import { toast } from "./events.js";
import { genders } from "./gender.js";
import { Part } from "./part.js";
import { codePoints, isBlank, sentence } from "./phrases.js";
import "./picture-field.js";
import { placePane } from "./place-pane.js";
import { wordError } from "./refusals.js";

type Field = "nickname" | "bio" | "gender" | "place" | "website" | "github";
type Values = Record<Field, string>;

const GITHUB_NAME = /^[a-z\d-]*$/i;

const MOST: Record<Field, number> = { nickname: 32, bio: 200, gender: 20, place: 60, website: 200, github: 39 };

/** What I show of myself. */
export class ProfileForm extends Part {
  /** What was changed here and is not saved yet. */
  @state() private changes: Partial<Values> = {};
  @state() private error = "";
  @state() private saving = false;

  protected override get topics(): Topic[] {
    return ["me", "people"];
  }

  protected override render(): TemplateResult {
    const { profile } = this.store;
    return placePane(
      this,
      gettext("My profile"),
      profile
        ? html`<section class="sheet sheet--padded" aria-label=${gettext("Picture")}>
              <happy-picture-field .store=${this.store}></happy-picture-field>
            </section>
            ${this.#form(profile)}`
        : comingPlace(),
    );
  }

  #form(profile: ProfileRow): TemplateResult {
    const values = { ...saved(profile), ...this.changes };
    const wrong = this.#wrong(values);
    return html`<form class="sheet sheet--padded form" novalidate @submit=${(event: Event) => this.#save(event, profile)}>
      ${this.#input("nickname", gettext("Nickname"), values, wrong)}
      ${this.#input("bio", gettext("About me"), values, wrong, { lines: 3 })} ${this.#gender(values.gender)}
      ${this.#input("place", gettext("Place"), values, wrong)}
      ${this.#input("website", gettext("Website"), values, wrong, { type: "url", placeholder: "https://" })}
      ${this.#input("github", "GitHub", values, wrong, { prefix: "github.com/" })}
      ${this.error ? html`<p class="alert alert--error" role="alert">${this.error}</p>` : nothing}
      <div class="form__actions">
        <button class="button button--primary" ?disabled=${this.saving || Object.keys(wrong).length > 0 || !this.#differs(profile)}>
          ${this.saving ? gettext("Saving…") : gettext("Save")}
        </button>
      </div>
    </form>`;
  }

  #input(
    field: Field,
    label: string,
    values: Values,
    wrong: Partial<Values>,
    { type = "text", lines = 1, placeholder = "", prefix = "" } = {},
  ): TemplateResult {
    const value = values[field];
    const problem = wrong[field];
    const length = codePoints(value);
    const described = `${field}-count ${problem ? `${field}-error` : ""}`;
    const typed = (event: Event) => this.#change(field, (event.target as HTMLInputElement).value);
    const input =
      lines > 1
        ? html`<textarea class="field__input" id=${field} rows=${lines} aria-describedby=${described} .value=${value} @input=${typed}></textarea>`
        : html`<input
            class="field__input"
            id=${field}
            type=${type}
            placeholder=${placeholder}
            aria-describedby=${described}
            aria-invalid=${problem ? "true" : "false"}
            autocomplete="off"
            .value=${value}
            @input=${typed}
          />`;
    return html`<div class="field ${problem ? "field--invalid" : ""}">
      <div class="field__top">
        <label class="field__label" for=${field}>${label}</label>
        <span class="field__counter ${length > MOST[field] ? "field__counter--over" : ""}" id="${field}-count">
          ${length > MOST[field] * 0.7 ? sentence(gettext("%(length)s of %(most)s"), { length, most: MOST[field] }) : nothing}
        </span>
      </div>
      ${prefix ? html`<div class="field__affix"><span class="field__prefix" aria-hidden="true">${prefix}</span>${input}</div>` : input}
      ${problem ? html`<p class="field__error" id="${field}-error">${problem}</p>` : nothing}
    </div>`;
  }

  #gender(value: string): TemplateResult {
    const options = genders();
    // Something else may have been set by another client: it must not be lost by saving.
    if (!options.some(([known]) => known === value)) options.push([value, value]);
    return html`<div class="field">
      <label class="field__label" for="gender">${gettext("Gender")}</label>
      <select class="field__input" id="gender" @change=${(event: Event) => this.#change("gender", (event.target as HTMLSelectElement).value)}>
        ${options.map(([key, words]) => html`<option value=${key} .selected=${key === value}>${words}</option>`)}
      </select>
    </div>`;
  }

  #change(field: Field, value: string): void {
    this.changes = { ...this.changes, [field]: value };
    this.error = "";
  }

  #wrong(values: Values): Partial<Values> {
    const wrong: Partial<Values> = {};
    for (const field of Object.keys(MOST) as Field[]) {
      if (codePoints(values[field]) > MOST[field]) wrong[field] = gettext("That is too long.");
    }
    if (isBlank(values.nickname)) wrong.nickname = gettext("A nickname is needed.");
    if (values.website && !isWebAddress(values.website)) {
      wrong.website = gettext("An address begins with https:// or http://.");
    }
    if (values.github && !GITHUB_NAME.test(values.github)) {
      wrong.github = gettext("Only the name, without github.com in front.");
    }
    return wrong;
  }

  #differs(profile: ProfileRow): boolean {
    const before = saved(profile);
    return Object.entries(this.changes).some(([field, value]) => before[field as Field] !== value);
  }

  async #save(event: Event, profile: ProfileRow): Promise<void> {
    event.preventDefault();
    const before = saved(profile);
    const changes: ProfileChanges = {};
    for (const [field, value] of Object.entries(this.changes) as [Field, string][]) {
      if (value !== before[field]) changes[field] = value.trim();
    }
    this.saving = true;
    try {
      await this.store.people.updateProfile(changes);
      this.changes = {};
      toast(this, gettext("Saved."));
    } catch (error) {
      this.error = wordError(error);
    } finally {
      this.saving = false;
    }
  }
}

function saved({ nickname, bio = "", gender = "", place = "", website = "", github = "" }: ProfileRow): Values {
  return { nickname, bio, gender, place, website, github };
}

customElements.define("happy-profile-form", ProfileForm);
