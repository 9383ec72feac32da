import { html, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { isFoundBy } from "../letters.js";
import type { Topic } from "../store.js";
import { go } from "./events.js";
import "./face.js";
import { icon } from "./icons.js";
import { Part } from "./part.js";
import type { Finding } from "./search/finding.js";
import { bdi } from "./phrases.js";
import { waysIn, type Way } from "./ways.js";

const MOST = 12;

/** Go to a conversation or a contact by some letters of its name, or to what was said. Sends `close` when it was closed. */
export class Switcher extends Part {
  @state() private query = "";
  @state() private chosen = 0;
  /** What was said with these words in it. */
  @state() private said: readonly Way[] = [];

  #finding: Finding | undefined;

  protected override get topics(): Topic[] {
    return ["list", "contacts", "people"];
  }

  protected override firstUpdated(): void {
    this.querySelector("dialog")?.showModal();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#finding?.stop();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("chosen")) this.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  protected override render(): TemplateResult {
    const hits = [...this.#named(), ...this.#said()];
    const chosen = Math.min(this.chosen, hits.length - 1);
    return html`<dialog class="switcher" aria-label=${gettext("Find anything")} @close=${this.#closed} @click=${this.#outside}>
      <div class="switcher__top">
        ${icon("search")}
        <input
          class="switcher__field"
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="switcher-list"
          aria-autocomplete="list"
          aria-activedescendant=${hits.length ? `switcher-${chosen}` : ""}
          aria-label=${gettext("Find anything")}
          placeholder=${gettext("Find a conversation or a contact")}
          autocomplete="off"
          autofocus
          @input=${this.#typed}
          @keydown=${(event: KeyboardEvent) => this.#key(event, hits)}
        />
        <button class="icon-button" aria-label=${gettext("Close")} @click=${this.#close}>${icon("close")}</button>
      </div>
      <div class="switcher__list" id="switcher-list" role="listbox" aria-label=${gettext("Found")}>
        ${repeat(
          hits,
          ({ id }) => id,
          (hit, index) => this.#row(hit, index, index === chosen),
        )}
      </div>
      ${this.said.length || this.#named().length ? "" : this.#nothingFound()}
    </dialog>`;
  }

  #row(hit: Way, index: number, selected: boolean): TemplateResult {
    return html`<div
      class="row row--small"
      id="switcher-${index}"
      role="option"
      aria-selected=${selected}
      @click=${() => this.#goTo(hit)}
    >
      ${hit.people.length || hit.picture
        ? html`<happy-face class="face face--s" .people=${hit.people} .picture=${hit.picture}></happy-face>`
        : html`<span class="row__icon row__icon--calm">${icon("search")}</span>`}
      <span class="row__text">
        <span class="row__line"><span class="row__name">${bdi(hit.name)}</span></span>
        <span class="row__line"><span class="row__last">${hit.about}</span></span>
      </span>
    </div>`;
  }

  #nothingFound(): TemplateResult {
    const path = `/contacts/find?q=${encodeURIComponent(this.query.trim())}`;
    return html`<p class="switcher__none">
      ${gettext("Nobody and nothing by that name here.")}<br />
      <a href=${path} @click=${this.#close}>${gettext("Look among all people")}</a>
    </p>`;
  }

  #named(): Way[] {
    return waysIn(this.store).filter(({ words }) => isFoundBy(this.query, words)).slice(0, MOST);
  }

  /** Some of what was said, and the way to all of it. */
  #said(): Way[] {
    const query = this.query.trim();
    if (!query) return [];
    const path = `/search?q=${encodeURIComponent(query)}`;
    return [...this.said, { id: "", name: gettext("Search messages"), about: query, people: [], picture: "", path, words: "" }];
  }

  #typed(event: Event): void {
    this.query = (event.target as HTMLInputElement).value;
    this.chosen = 0;
    void this.#find();
  }

  async #find(): Promise<void> {
    try {
      const { Finding } = await import("./search/finding.js");
      this.#finding ??= new Finding(this.store, this.times, (said) => (this.said = said));
      if (this.isConnected) this.#finding.want(this.query);
    } catch {
      // Names are found without it, and the place of the search says what is wrong.
    }
  }

  #key(event: KeyboardEvent, hits: Way[]): void {
    if (event.isComposing || event.keyCode === 229) return;
    const hit = hits[Math.min(this.chosen, hits.length - 1)];
    if (event.key === "ArrowDown") this.chosen = Math.min(this.chosen + 1, hits.length - 1);
    else if (event.key === "ArrowUp") this.chosen = Math.max(this.chosen - 1, 0);
    else if (event.key === "Enter" && hit) this.#goTo(hit);
    else return;
    event.preventDefault();
  }

  #goTo(hit: Way): void {
    this.#close();
    go(this, hit.path);
  }

  /** A click on the backdrop is a click on the dialog itself. */
  #outside(event: Event): void {
    if (event.target === event.currentTarget) this.#close();
  }

  #close(): void {
    this.querySelector("dialog")?.close();
  }

  #closed(): void {
    this.dispatchEvent(new Event("close"));
  }
}

customElements.define("happy-switcher", Switcher);
