import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import type { Contact, Topic } from "../store.js";
import { emptyPlace } from "./empty.js";
import { toast } from "./events.js";
import "./face.js";
import { Part } from "./part.js";
import { bdi, nameOf, sentence } from "./phrases.js";
import { placePane } from "./place-pane.js";
import { wordError } from "./refusals.js";
import { personPath } from "./router.js";

/** Everybody I have blocked. */
export class BlockedPeople extends Part {
  protected override get topics(): Topic[] {
    return ["contacts", "people"];
  }

  protected override render(): TemplateResult {
    const { blocked } = this.store;
    return placePane(
      this,
      gettext("Blocked people"),
      blocked.length
        ? html`<ul class="requests">
            ${repeat(
              blocked,
              ({ user }) => user,
              (contact) => html`<li class="request">${this.#person(contact)}</li>`,
            )}
          </ul>`
        : emptyPlace({
            title: gettext("Nobody is blocked"),
            text: gettext("You can block somebody on their profile. They are not told."),
          }),
    );
  }

  #person({ user, person }: Contact): TemplateResult {
    const name = nameOf(person);
    return html`<a class="request__person" href=${personPath(person.username)}>
        <happy-face class="face" .people=${[person]}></happy-face>
        <span class="request__text">
          <span class="request__name">${bdi(name)}</span><br />
          <span class="request__greeting">@${person.username}</span>
        </span>
      </a>
      <button class="button" aria-label=${sentence(gettext("Unblock %(name)s"), { name })} @click=${() => this.#unblock(user)}>
        ${gettext("Unblock")}
      </button>`;
  }

  async #unblock(user: string): Promise<void> {
    try {
      await this.store.people.unblock(user);
    } catch (error) {
      toast(this, wordError(error));
    }
  }
}

customElements.define("happy-blocked-people", BlockedPeople);
