import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import type { Person, Topic } from "../store.js";
import { isWebAddress } from "./addresses.js";
import { comingPlace, emptyPlace, wayTo } from "./empty.js";
import { go, toast } from "./events.js";
import "./face.js";
import { genderLabel } from "./gender.js";
import { presenceWords } from "./here.js";
import { Part } from "./part.js";
import { bdi, codePoints, nameOf, sentence } from "./phrases.js";
import { placePane } from "./place-pane.js";
import { wordError } from "./refusals.js";
import { conversationPath } from "./router.js";

const MAX_GREETING = 60;

/** What a person shows of themselves, and what I can do with them. */
export class PersonCard extends Part {
  @property({ attribute: false }) username = "";
  @state() private found: Person | undefined;
  @state() private missing = "";
  @state() private asking = false;
  @state() private greeting = "";
  @state() private busy = false;

  #asked = "";

  protected override get topics(): Topic[] {
    return ["people", "contacts"];
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("username") && this.username !== this.#asked) void this.#find();
  }

  protected override render(): TemplateResult {
    return placePane(this, gettext("Profile"), this.#body());
  }

  #body(): TemplateResult {
    if (this.missing) {
      return emptyPlace({
        title: gettext("Nobody here"),
        text: this.missing,
        way: wayTo("/contacts/find", gettext("Find people")),
      });
    } else if (!this.found) {
      return comingPlace();
    } else return this.#card(this.found, this.store.person(this.found.id));
  }

  /** `found` has the words they wrote about themselves; `person` is as fresh as anything on the page. */
  #card(found: Person, person: Person): TemplateResult {
    const known = person.known ? person : found;
    const here = presenceWords(known, this.times);
    const other = known.nickname && known.nickname !== nameOf(known) ? known.nickname : "";
    return html`<article class="card">
      <div class="card__top">
        <happy-face class="face face--l" .people=${[known]}></happy-face>
        <div class="card__names">
          <h2 class="card__name">${bdi(nameOf(known))}</h2>
          ${other ? html`<p class="card__username">${gettext("Nickname:")} ${bdi(other)}</p>` : nothing}
          <p class="card__username">@${found.username}</p>
          ${here ? html`<p class="card__username">${here}</p>` : nothing}
        </div>
      </div>
      ${found.bio ? html`<p class="card__bio" dir="auto">${found.bio}</p>` : nothing} ${facts(found)}
      ${this.#relation(known)}
    </article>`;
  }

  #relation(person: Person): TemplateResult {
    if (person.id === this.store.user) {
      return html`<div class="card__actions"><a class="button" href="/me/profile">${gettext("Edit my profile")}</a></div>`;
    }
    const contact = this.store.person(person.id).contact;
    switch (contact?.state) {
      case "friend":
        return html`<div class="card__actions">
          ${this.#button(gettext("Send a message"), "button--primary", () => this.store.openDirect(person.id))}
        </div>`;
      case "incoming":
        return html`${contact.greeting ? html`<p class="card__quote">${bdi(contact.greeting)}</p>` : nothing}
          <p>${gettext("They ask to be your friend.")}</p>
          <div class="card__actions">
            ${this.#button(gettext("Accept"), "button--primary", () => this.store.acceptContact(person.id))}
            ${this.#button(gettext("Decline"), "", () => this.store.declineContact(person.id))}
          </div>`;
      case "requested":
        return html`<p role="status">${gettext("Your request is on its way. You will be friends when they accept it.")}</p>
          <div class="card__actions">
            ${this.#button(gettext("Take back"), "", () => this.store.cancelContact(person.id))}
          </div>`;
      default:
        return this.asking ? this.#request(person) : this.#stranger();
    }
  }

  #stranger(): TemplateResult {
    return html`<div class="card__actions">
      <button class="button button--primary" @click=${this.#ask}>${gettext("Add as a friend")}</button>
    </div>`;
  }

  #request(person: Person): TemplateResult {
    const length = codePoints(this.greeting);
    const over = length > MAX_GREETING;
    return html`<form class="form" @submit=${(event: Event) => this.#send(event, person)}>
      <div class="field ${over ? "field--invalid" : ""}">
        <div class="field__top">
          <label class="field__label" for="greeting">${gettext("Say who you are")}</label>
          <span class="field__counter ${over ? "field__counter--over" : ""}" id="greeting-count">
            ${sentence(gettext("%(length)s of %(most)s"), { length, most: MAX_GREETING })}
          </span>
        </div>
        <input
          class="field__input"
          id="greeting"
          aria-describedby="greeting-count"
          autocomplete="off"
          .value=${this.greeting}
          @input=${(event: Event) => (this.greeting = (event.target as HTMLInputElement).value)}
        />
      </div>
      <div class="form__actions">
        <button class="button button--primary" ?disabled=${over || this.busy}>${gettext("Send the request")}</button>
        <button class="button" type="button" @click=${() => (this.asking = false)}>${gettext("Cancel")}</button>
      </div>
    </form>`;
  }

  #button(words: string, kind: string, act: () => Promise<string | void>): TemplateResult {
    return html`<button class="button ${kind}" ?disabled=${this.busy} @click=${() => this.#do(act)}>${words}</button>`;
  }

  async #ask(): Promise<void> {
    const nickname = this.store.profile?.nickname ?? "";
    const words = sentence(gettext("Hello, I am %(name)s."), { name: nickname });
    this.greeting = [...words].slice(0, MAX_GREETING).join("");
    this.asking = true;
    await this.updateComplete;
    this.querySelector<HTMLInputElement>("#greeting")?.select();
  }

  async #send(event: Event, person: Person): Promise<void> {
    event.preventDefault();
    await this.#do(() => this.store.requestContact(person.id, this.greeting.trim()));
  }

  /** Do it once, and go to the talk if it opened one. */
  async #do(act: () => Promise<string | void>): Promise<void> {
    this.busy = true;
    try {
      const stream = await act();
      this.asking = false;
      if (stream) go(this, conversationPath(stream));
    } catch (error) {
      toast(this, wordError(error));
    } finally {
      this.busy = false;
    }
  }

  async #find(): Promise<void> {
    const username = (this.#asked = this.username);
    this.found = undefined;
    this.missing = "";
    this.asking = false;
    try {
      const person = await this.store.findPerson(username);
      if (username !== this.#asked) return;
      this.found = person;
      if (!person) this.missing = sentence(gettext("There is nobody called @%(username)s."), { username });
    } catch (error) {
      if (username === this.#asked) this.missing = wordError(error);
    }
  }
}

function facts({ gender, place, website, github }: Person): TemplateResult | typeof nothing {
  if (!gender && !place && !website && !github) return nothing;
  return html`<dl class="card__facts">
    ${fact(gettext("Gender"), gender && bdi(genderLabel(gender)))} ${fact(gettext("Place"), place && bdi(place))}
    ${fact(gettext("Website"), website && outside(website, website))}
    ${fact("GitHub", github && outside(`https://github.com/${encodeURIComponent(github)}`, github))}
  </dl>`;
}

function fact(name: string, value: TemplateResult | string | undefined): TemplateResult | typeof nothing {
  return value ? html`<dt class="card__fact">${name}</dt><dd class="card__value">${value}</dd>` : nothing;
}

/** A link that leads away; only to the web, whatever somebody typed. */
function outside(address: string, words: string): TemplateResult {
  if (!isWebAddress(address)) return bdi(words);
  return html`<a href=${address} target="_blank" rel="noopener noreferrer nofollow">${bdi(words)}</a>`;
}

customElements.define("happy-person-card", PersonCard);
