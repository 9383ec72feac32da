import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import type { Contact, Topic } from "../store.js";
import { emptyPlace, wayTo } from "./empty.js";
import { go, toast } from "./events.js";
import "./face.js";
import { Part } from "./part.js";
import { bdi, nameOf, sentence } from "./phrases.js";
import { placePane } from "./place-pane.js";
import { wordError } from "./refusals.js";
import { conversationPath, personPath } from "./router.js";

const LIFE_MS = 30 * 24 * 60 * 60 * 1000;

/** Who asks to be my friend, and whom I have asked. */
export class NewFriends extends Part {
  /** Those whose answer is on its way. */
  @state() private busy: ReadonlySet<string> = new Set();

  protected override get topics(): Topic[] {
    return ["contacts", "people"];
  }

  protected override render(): TemplateResult {
    const { incoming, requested } = this.store;
    const nobody = !incoming.length && !requested.length;
    return placePane(
      this,
      gettext("New friends"),
      nobody
        ? emptyPlace({
            title: gettext("No requests"),
            text: gettext("When somebody asks to be your friend, you see it here at once."),
            way: wayTo("/contacts/find", gettext("Find people")),
          })
        : html`${this.#list(gettext("They ask to be friends"), incoming, this.#answer)}
          ${this.#list(gettext("Waiting for their answer"), requested, this.#cancel)}`,
    );
  }

  #list(title: string, contacts: readonly Contact[], ways: (contact: Contact) => TemplateResult): TemplateResult | typeof nothing {
    if (!contacts.length) return nothing;
    return html`<section class="requests" aria-label=${title}>
      <h2 class="requests__title">${title}</h2>
      <ul class="requests">
        ${repeat(
          contacts,
          ({ user }) => user,
          (contact) => html`<li class="request">${this.#person(contact)} <span class="request__answer">${ways(contact)}</span></li>`,
        )}
      </ul>
    </section>`;
  }

  #person({ person, greeting, at }: Contact): TemplateResult {
    return html`<a class="request__person" href=${personPath(person.username)}>
      <happy-face class="face" .people=${[person]}></happy-face>
      <span class="request__text">
        <span class="request__name">${bdi(nameOf(person))}</span>
        <time class="row__time" datetime=${at}>${this.times.short(at)}</time>
        ${greeting ? html`<br /><span class="request__greeting">${bdi(greeting)}</span>` : nothing}
        <br /><span class="row__time">${sentence(gettext("Expires: %(day)s"), { day: this.times.day(lapse(at)) })}</span>
      </span>
    </a>`;
  }

  #answer = (contact: Contact): TemplateResult => {
    const name = nameOf(contact.person);
    const busy = this.busy.has(contact.user);
    return html`<button
        class="button"
        ?disabled=${busy}
        aria-label=${sentence(gettext("Decline %(name)s"), { name })}
        @click=${() => this.#do(contact, () => this.store.people.decline(contact.user))}
      >
        ${gettext("Decline")}
      </button>
      <button
        class="button button--primary"
        ?disabled=${busy}
        aria-label=${sentence(gettext("Accept %(name)s"), { name })}
        @click=${() => this.#do(contact, () => this.store.people.accept(contact.user))}
      >
        ${gettext("Accept")}
      </button>`;
  };

  #cancel = (contact: Contact): TemplateResult => {
    const name = nameOf(contact.person);
    return html`<button
      class="button"
      ?disabled=${this.busy.has(contact.user)}
      aria-label=${sentence(gettext("Take back the request to %(name)s"), { name })}
      @click=${() => this.#do(contact, () => this.store.people.remove(contact.user))}
    >
      ${gettext("Take back")}
    </button>`;
  };

  /** Do it once, and go to the talk if it opened one. */
  async #do({ user }: Contact, act: () => Promise<string | void>): Promise<void> {
    this.busy = new Set([...this.busy, user]);
    try {
      const stream = await act();
      if (stream) go(this, conversationPath(stream));
    } catch (error) {
      toast(this, wordError(error));
    } finally {
      this.busy = new Set([...this.busy].filter((other) => other !== user));
    }
  }
}

/** The day on which the server takes a request back that nobody has answered. */
function lapse(at: string): string {
  return new Date(Date.parse(at) + LIFE_MS).toISOString();
}

customElements.define("happy-new-friends", NewFriends);
