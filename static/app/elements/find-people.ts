import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import type { Person, Topic } from "../store.js";
import { go } from "./events.js";
import "./face.js";
import { icon } from "./icons.js";
import { Part } from "./part.js";
import { bdi, isBlank, nameOf, sentence } from "./phrases.js";
import { placePane } from "./place-pane.js";
import { wordError } from "./refusals.js";
import { personPath } from "./router.js";
import { moveInRows } from "./rows.js";

const TYPING_PAUSE_MS = 300;
const MAX_QUERY = 40;

/** Find anybody by username or a part of the nickname. */
export class FindPeople extends Part {
  /** From the address, so that coming back from a card shows the same people. */
  @property({ attribute: false }) query = "";
  @state() private found: Person[] | undefined;
  @state() private error = "";

  #timer: number | undefined;
  #asked = "";

  protected override get topics(): Topic[] {
    return ["people", "contacts"];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLInputElement>("input")?.focus({ preventScroll: true });
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("query") && this.query !== this.#asked) void this.#search(this.query);
  }

  protected override render(): TemplateResult {
    return placePane(
      this,
      gettext("Find people"),
      html`<form class="form" role="search" @submit=${this.#submit}>
          <div class="field">
            <label class="field__label" for="find-query">${gettext("Username, nickname or note")}</label>
            <input
              class="field__input"
              id="find-query"
              type="search"
              maxlength=${MAX_QUERY}
              autocomplete="off"
              autocapitalize="none"
              spellcheck="false"
              aria-describedby="find-hint"
              .value=${this.query}
              @input=${this.#typed}
            />
            <p class="field__hint" id="find-hint">${gettext("Any part of it. Chinese names are found by their letters, too: lxy.")}</p>
          </div>
        </form>
        <div aria-live="polite">${this.#result()}</div>`,
    );
  }

  #result(): TemplateResult | typeof nothing {
    if (this.error) return html`<p class="alert alert--error">${this.error}</p>`;
    else if (!this.found) return nothing;
    else if (!this.found.length) {
      return html`<p class="alert">
        <span>${gettext("Nobody by that name. Check the spelling, or ask for their username.")}</span>
      </p>`;
    } else {
      const count = this.found.length;
      return html`<p class="unseen">${sentence(ngettext("%(count)s person found", "%(count)s people found", count), { count })}</p>
        <ul class="sheet" @keydown=${moveInRows}>
          ${repeat(
            this.found,
            ({ id }) => id,
            (person) => html`<li class="sheet__item">${this.#row(person)}</li>`,
          )}
        </ul>`;
    }
  }

  #row(person: Person): TemplateResult {
    return html`<a class="row" href=${personPath(person.username)}>
      <happy-face class="face" .people=${[person]}></happy-face>
      <span class="row__text">
        <span class="row__line"><span class="row__name">${bdi(nameOf(person))}</span></span>
        <span class="row__line"><span class="row__last">@${person.username}</span></span>
      </span>
      <span class="row__note">${this.#relation(person)}</span>
      <span class="row__mark">${icon("forward", "s")}</span>
    </a>`;
  }

  #relation({ id }: Person): string {
    const contact = this.store.person(id).contact;
    if (id === this.store.user) return gettext("That is you");
    else if (contact?.blocked) return gettext("Blocked");
    switch (contact?.state) {
      case "friend":
        return gettext("Friend");
      case "incoming":
        return gettext("Asks to be friends");
      case "requested":
        return gettext("Request sent");
      default:
        return "";
    }
  }

  #typed(event: Event): void {
    const query = (event.target as HTMLInputElement).value;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#keep(query), TYPING_PAUSE_MS);
  }

  #submit(event: Event): void {
    event.preventDefault();
    clearTimeout(this.#timer);
    this.#keep(this.querySelector("input")?.value ?? "");
  }

  /** Put the query into the address; the search follows from there. */
  #keep(query: string): void {
    go(this, query ? `/contacts/find?q=${encodeURIComponent(query)}` : "/contacts/find", { replace: true });
  }

  async #search(query: string): Promise<void> {
    this.#asked = query;
    if (isBlank(query)) {
      this.found = undefined;
      return;
    }
    try {
      const found = await this.store.people.search(query.trim());
      if (query === this.#asked) {
        this.found = found;
        this.error = "";
      }
    } catch (error) {
      if (query === this.#asked) this.error = wordError(error);
    }
  }
}

customElements.define("happy-find-people", FindPeople);
