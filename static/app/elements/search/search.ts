import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import type { MessagesWanted } from "../../api.js";
import { TYPING_PAUSE_MS } from "../../search.js";
import type { Topic } from "../../store.js";
import { go } from "../events.js";
import { Part } from "../part.js";
import { nameOf } from "../phrases.js";
import { placePane } from "../place-pane.js";
import { titleOf } from "../summary.js";
import { readAsked, searchPath, wantedOf, type Asked } from "./address.js";
import { summaryOf } from "./found-row.js";
import "./results.js";

const MAX_QUERY = 100;

type Choice = readonly [value: string, words: string];

/** Find what was said, in all conversations or some of it. */
export class SearchPlace extends Part {
  /** From the address, so that coming back from a message shows the same. */
  @property({ attribute: false }) asked = "";

  #asked: Asked = readAsked("");
  #wanted: MessagesWanted | undefined;
  #timer: number | undefined;

  protected override get topics(): Topic[] {
    return ["list", "contacts", "people"];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("asked")) return;
    this.#asked = readAsked(this.asked);
    this.#wanted = wantedOf(this.#asked);
  }

  protected override firstUpdated(): void {
    // Who comes back to what was found wants to go on there.
    if (!this.#wanted) this.#field?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult {
    return placePane(
      this,
      gettext("Search messages"),
      html`<form class="form" role="search" @submit=${this.#submit}>
          <input
            class="field__input"
            type="search"
            name="q"
            maxlength=${MAX_QUERY}
            autocomplete="off"
            aria-label=${gettext("Search messages")}
            placeholder=${gettext("What was said")}
            .value=${this.#asked.q}
            @input=${this.#typed}
          />
          ${this.#filters()}
        </form>
        <happy-found .store=${this.store} .wanted=${this.#wanted}></happy-found>`,
    );
  }

  #filters(): TemplateResult {
    const { in: stream, by, kind, from, until } = this.#asked;
    const set = [stream, by, kind, from, until].filter(Boolean).length;
    return html`<details class="filters" ?open=${set > 0}>
      <summary class="filters__title">${gettext("Filters")}${set ? html` <span class="badge badge--muted">${set}</span>` : nothing}</summary>
      <div class="filters__fields">
        ${this.#select("in", gettext("Conversation"), gettext("All conversations"), this.#conversations())}
        ${this.#select("by", gettext("From"), gettext("Everybody"), this.#people())}
        ${this.#select("kind", gettext("Kind"), gettext("Everything"), kinds())}
        ${this.#day("from", gettext("From day"), { most: until })} ${this.#day("until", gettext("To day"), { least: from })}
      </div>
    </details>`;
  }

  #select(name: keyof Asked, label: string, all: string, choices: readonly Choice[]): TemplateResult {
    const value = this.#asked[name];
    return html`<div class="field">
      <label class="field__label" for="search-${name}">${label}</label>
      <select class="field__input" id="search-${name}" name=${name} @change=${this.#submit}>
        <option value="" ?selected=${!value}>${all}</option>
        ${choices.map(([one, words]) => html`<option value=${one} ?selected=${one === value}>${words}</option>`)}
      </select>
    </div>`;
  }

  #day(name: "from" | "until", label: string, { least = "", most = "" }: { least?: string; most?: string }): TemplateResult {
    return html`<div class="field">
      <label class="field__label" for="search-${name}">${label}</label>
      <input
        class="field__input"
        id="search-${name}"
        type="date"
        name=${name}
        min=${least || nothing}
        max=${most || nothing}
        .value=${this.#asked[name]}
        @change=${this.#submit}
      />
    </div>`;
  }

  #conversations(): Choice[] {
    const { conversations, myGroups } = this.store;
    const hidden = myGroups.filter((group) => group.hidden);
    const chosen = summaryOf(this.#asked.in, this.store);
    const listed = [...conversations, ...hidden];
    if (chosen && !listed.some(({ id }) => id === chosen.id)) listed.unshift(chosen);
    return listed.map((summary) => [summary.id, titleOf(summary, this.store)]);
  }

  #people(): Choice[] {
    const { user, friends } = this.store;
    const { by } = this.#asked;
    const known: Choice[] = [[user, gettext("You")], ...friends.map(({ person }): Choice => [person.id, nameOf(person)])];
    return !by || known.some(([id]) => id === by) ? known : [...known, [by, nameOf(this.store.person(by))]];
  }

  get #field(): HTMLInputElement | null {
    return this.querySelector("input[name=q]");
  }

  #typed(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#keep(), TYPING_PAUSE_MS);
  }

  #submit(event: Event): void {
    event.preventDefault();
    this.#keep();
  }

  /** What is asked for stands in the address; the search follows from there. */
  #keep(): void {
    clearTimeout(this.#timer);
    const form = this.querySelector("form");
    if (!form) return;
    const given = Object.fromEntries(new FormData(form)) as unknown as Asked;
    go(this, searchPath({ ...given, q: given.q.trim() }), { replace: true });
  }
}

function kinds(): Choice[] {
  return [
    ["picture", gettext("Pictures")],
    ["video", gettext("Videos")],
    ["file", gettext("Files")],
    ["link", gettext("Links")],
    ["voice", gettext("Voice messages")],
  ];
}

customElements.define("happy-search", SearchPlace);
