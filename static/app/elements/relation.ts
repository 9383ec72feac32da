import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { ActionError } from "../errors.js";
import type { Topic } from "../store.js";
import { go } from "./events.js";
import { once } from "./once.js";
import { Part } from "./part.js";
import { bdi, codePoints, sentence } from "./phrases.js";
import { wordError } from "./refusals.js";
import { conversationPath } from "./router.js";

const MAX_GREETING = 60;

/** What somebody and I are to each other, and the next step. */
export class Relation extends Part {
  @property({ attribute: false }) user = "";
  /** Is it shown in the talk with them, where one need not be led to it? */
  @property({ attribute: false }) inTalk = false;
  @state() private asking = false;
  @state() private greeting = "";
  @state() busy = false;

  protected override get topics(): Topic[] {
    return ["people", "contacts"];
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("user")) this.asking = false;
  }

  protected override render(): TemplateResult {
    const { people } = this.store;
    const contact = this.store.person(this.user).contact;
    if (contact?.blocked && !this.inTalk) return this.#blocked();
    switch (contact?.state) {
      case "friend":
        return actions(this.#button(gettext("Send a message"), "button--primary", () => this.store.openDirect(this.user)));
      case "incoming":
        return html`${contact.greeting ? html`<p class="card__quote">${bdi(contact.greeting)}</p>` : nothing}
        <p>${gettext("They ask to be your friend.")}</p>
        ${actions(
          this.#button(gettext("Accept"), "button--primary", () => people.accept(this.user)),
          this.#button(gettext("Decline"), "", () => people.decline(this.user)),
        )}`;
      case "requested":
        return html`<p role="status">${gettext("Your request is on its way. You will be friends when they accept it.")}</p>
          ${actions(this.#button(gettext("Take back"), "", () => people.remove(this.user)), ...this.#talk())}`;
      default:
        return this.asking ? this.#request() : this.#stranger();
    }
  }

  #blocked(): TemplateResult {
    return html`<p>${gettext("You have blocked this person. What they write does not reach you.")}</p>
      ${actions(this.#button(gettext("Unblock"), "", () => this.store.people.unblock(this.user)))}`;
  }

  #stranger(): TemplateResult {
    // Between guests and others there are no friendships, only words.
    if (this.store.profile?.guest || this.store.person(this.user).guest) return actions(...this.#talk());
    return actions(
      html`<button class="button button--primary" @click=${this.#ask}>${this.inTalk ? gettext("Ask to become friends") : gettext("Add as a friend")}</button>`,
      ...this.#talk(),
    );
  }

  /** Whether they take words from strangers only they know: asking shows it. */
  #talk(): TemplateResult[] {
    const words = this.store.lobby.isIn ? gettext("Write privately") : gettext("Send a message");
    return this.inTalk ? [] : [this.#button(words, "", () => this.store.openDirect(this.user))];
  }

  #request(): TemplateResult {
    const length = codePoints(this.greeting);
    const over = length > MAX_GREETING;
    return html`<form class="form" @submit=${this.#send}>
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

  async #send(event: Event): Promise<void> {
    event.preventDefault();
    await this.#do(() => this.store.people.request(this.user, this.greeting.trim()), wordNotAsked);
  }

  /** Do it once, and go to the talk if it opened one. */
  async #do(act: () => Promise<string | void>, word?: (error: unknown) => string): Promise<void> {
    await once(
      this,
      async () => {
        const stream = await act();
        this.asking = false;
        if (stream) go(this, conversationPath(stream));
      },
      word,
    );
  }
}

function wordNotAsked(error: unknown): string {
  const isRefused = error instanceof ActionError && error.reason === "not_friends";
  return isRefused ? gettext("They take no friend requests.") : wordError(error);
}

function actions(...buttons: TemplateResult[]): TemplateResult {
  return html`<div class="card__actions">${buttons}</div>`;
}

customElements.define("happy-relation", Relation);
