import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { byLetter, finders, isFoundBy, STARRED } from "../../letters.js";
import type { UserId } from "../../protocol.js";
import type { Contact, Topic } from "../../store.js";
import { emptyPlace, wayTo } from "../empty.js";
import "../face.js";
import { icon } from "../icons.js";
import { Part } from "../part.js";
import { bdi, nameOf, sentence } from "../phrases.js";

/** Tick friends, found by letters. Sends `happy-chosen` with their ids, in the order they were ticked. */
export class FriendPicker extends Part {
  @property({ attribute: false }) chosen: readonly UserId[] = [];
  /** Those who are there already. */
  @property({ attribute: false }) there: ReadonlySet<UserId> = new Set();
  @state() private query = "";

  protected override get topics(): Topic[] {
    return ["contacts", "people"];
  }

  protected override render(): TemplateResult {
    const { friends, loaded } = this.store;
    if (loaded && !friends.length) {
      return emptyPlace({
        title: gettext("No friends here yet"),
        text: gettext("Look for somebody by username or nickname."),
        way: wayTo("/contacts/find", gettext("Find people")),
      });
    }
    return html`${this.#ticked()}
      <input
        class="field__input"
        type="search"
        aria-label=${gettext("Search among friends")}
        placeholder=${gettext("Search among friends")}
        autocomplete="off"
        .value=${this.query}
        @input=${(event: Event) => (this.query = (event.target as HTMLInputElement).value)}
        @keydown=${this.#key}
      />
      <div class="picker__list" role="group" aria-label=${gettext("Friends")}>${this.#letters()}</div>`;
  }

  /** Who is ticked stays in sight, whatever is searched for. */
  #ticked(): TemplateResult | typeof nothing {
    if (!this.chosen.length) return nothing;
    return html`<ul class="picker__ticked" aria-label=${gettext("Ticked")}>
      ${repeat(
        this.chosen,
        (user) => user,
        (user) => {
          const person = this.store.person(user);
          return html`<li>
            <button class="chip" type="button" aria-label=${sentence(gettext("Untick %(name)s"), { name: nameOf(person) })} @click=${() => this.#tick(user)}>
              <happy-face class="face face--xs" .people=${[person]}></happy-face> ${bdi(nameOf(person))} ${icon("close", "s")}
            </button>
          </li>`;
        },
      )}
    </ul>`;
  }

  #letters(): TemplateResult | unknown {
    const found = this.store.friends.filter(({ person }) => isFoundBy(this.query, finders(person)));
    if (!found.length) return html`<p class="picker__none" role="status">${gettext("Nobody by that name.")}</p>`;
    // One box for each friend: with the stars apart, some would stand twice.
    return byLetter(found)
      .filter(([letter]) => letter !== STARRED)
      .map(
        ([letter, friends]) => html`<h3 class="pane__letter">${letter}</h3>
          ${repeat(
            friends,
            ({ user }) => user,
            (friend) => this.#friend(friend),
          )}`,
      );
  }

  #friend({ user, person }: Contact): TemplateResult {
    const isThere = this.there.has(user);
    return html`<label class="row row--small picker__row">
      <input
        class="picker__box"
        type="checkbox"
        .checked=${isThere || this.chosen.includes(user)}
        ?disabled=${isThere}
        @change=${() => this.#tick(user)}
      />
      <happy-face class="face face--s" .people=${[person]}></happy-face>
      <span class="row__text"><span class="row__name ellipsis">${bdi(nameOf(person))}</span></span>
      ${isThere ? html`<span class="row__note">${gettext("Is a member")}</span>` : nothing}
    </label>`;
  }

  /** Enter in the search is no wish to send the form around it. */
  #key(event: KeyboardEvent): void {
    if (event.key === "Enter" && !event.isComposing) event.preventDefault();
  }

  #tick(user: UserId): void {
    const chosen = this.chosen.includes(user) ? this.chosen.filter((one) => one !== user) : [...this.chosen, user];
    this.dispatchEvent(new CustomEvent<UserId[]>("happy-chosen", { detail: chosen }));
  }
}

customElements.define("happy-friend-picker", FriendPicker);
