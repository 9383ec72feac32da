import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";

import { byLetter, STARRED, tagsOf } from "../letters.js";
import type { Contact, Topic } from "../store.js";
import { badge } from "./badge.js";
import { emptyPlace, wayTo } from "./empty.js";
import "./face.js";
import { hereUnseen } from "./here.js";
import { icon } from "./icons.js";
import "./letter-index.js";
import { Part } from "./part.js";
import { bdi, nameOf, sentence } from "./phrases.js";
import { personPath, type Place } from "./router.js";
import { moveInRows } from "./rows.js";

/** My friends by first letter, and the way to new ones. */
export class Contacts extends Part {
  @property({ attribute: false }) place!: Place;
  /** Only friends with this tag are shown. */
  @state() private tag = "";

  protected override get topics(): Topic[] {
    return ["contacts", "people"];
  }

  protected override render(): TemplateResult {
    const { friends } = this.store;
    const tags = tagsOf(friends, this.store.page.locale);
    const groups = byLetter(tags.includes(this.tag) ? friends.filter((friend) => friend.tags.includes(this.tag)) : friends);
    return html`<section class="frame__list pane contacts" aria-labelledby="contacts-title">
      <div class="pane__head">
        <h1 class="pane__title" id="contacts-title" tabindex="-1">${gettext("Contacts")}</h1>
        <a class="icon-button" href="/contacts/find" aria-label=${gettext("Find people")}>${icon("add-person")}</a>
      </div>
      <div class="pane__body" @keydown=${moveInRows}>${this.#newFriends()} ${this.#groups()} ${this.#tags(tags)} ${this.#friends(groups)}</div>
      <happy-letter-index class="letters" .letters=${groups.map(([letter]) => letter)} @happy-letter=${this.#jump}></happy-letter-index>
    </section>`;
  }

  #newFriends(): TemplateResult {
    const count = this.store.incoming.length;
    const current = this.place.name === "new-friends";
    return html`<a class="row" href="/contacts/new" aria-current=${current ? "true" : nothing}>
      <span class="row__icon">${icon("new-friends")}</span>
      <span class="row__text"><span class="row__line"><span class="row__name">${gettext("New friends")}</span></span></span>
      ${badge(count, ngettext("friend request", "friend requests", count))}
    </a>`;
  }

  #groups(): TemplateResult {
    const current = this.place.name === "my-groups";
    return html`<a class="row" href="/contacts/groups" aria-current=${current ? "true" : nothing}>
      <span class="row__icon">${icon("group")}</span>
      <span class="row__text"><span class="row__line"><span class="row__name">${gettext("My groups")}</span></span></span>
    </a>`;
  }

  #tags(tags: readonly string[]): TemplateResult | typeof nothing {
    if (!tags.length) return nothing;
    const press = (tag: string) => (this.tag = this.tag === tag ? "" : tag);
    return html`<div class="pane__chips" role="group" aria-label=${gettext("Only those with a tag")}>
      ${tags.map(
        (tag) => html`<button class="tag tag--button" aria-pressed=${tag === this.tag} @click=${() => press(tag)}>${bdi(tag)}</button>`,
      )}
    </div>`;
  }

  #friends(groups: [string, Contact[]][]): TemplateResult {
    const { friends, loaded } = this.store;
    if (loaded && !friends.length) {
      return emptyPlace({
        title: gettext("No friends here yet"),
        text: gettext("Look for somebody by username or nickname."),
        // Beside the places that lead further already it only says so.
        ...(this.place.name === "contacts" ? { way: wayTo("/contacts/find", gettext("Find people")) } : {}),
      });
    }
    const count = new Set(groups.flatMap(([, contacts]) => contacts.map(({ user }) => user))).size;
    return html`${repeat(
        groups,
        ([letter]) => letter,
        ([letter, contacts]) => html`<section data-letter=${letter} aria-label=${letter === STARRED ? gettext("Starred") : letter}>
          <h2 class="pane__letter">${letter === STARRED ? gettext("Starred") : letter}</h2>
          <ul>
            ${repeat(
              contacts,
              ({ user }) => user,
              (contact) => html`<li>${this.#friend(contact)}</li>`,
            )}
          </ul>
        </section>`,
      )}
      <p class="contacts__count">${sentence(ngettext("%(count)s friend", "%(count)s friends", count), { count })}</p>`;
  }

  #jump(event: CustomEvent<string>): void {
    this.querySelector(`[data-letter="${CSS.escape(event.detail)}"]`)?.scrollIntoView();
  }

  /** Somebody comes or goes all the time: of a thousand rows only theirs is drawn again. */
  #friend({ person, blocked }: Contact): unknown {
    const current = this.place.name === "person" && this.place.username === person.username;
    return guard(
      [person, current],
      () => html`<a class="row row--small" href=${personPath(person.username)} aria-current=${current ? "true" : nothing}>
        <happy-face class="face face--s" .people=${[person]}></happy-face>
        <span class="row__text"><span class="row__line"><span class="row__name">${bdi(nameOf(person))}</span>${hereUnseen(person)}</span></span>
        ${blocked ? html`<span class="row__note">${gettext("Blocked")}</span>` : nothing}
      </a>`,
    );
  }
}

customElements.define("happy-contacts", Contacts);
