import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import type { Contact, Topic } from "../store.js";
import { badge } from "./badge.js";
import { emptyPlace, wayTo } from "./empty.js";
import "./face.js";
import { hereUnseen } from "./here.js";
import { icon } from "./icons.js";
import { Part } from "./part.js";
import { bdi, nameOf } from "./phrases.js";
import { personPath, type Place } from "./router.js";
import { moveInRows } from "./rows.js";

const STARRED = "★";
const OTHER = "#";

/** My friends by first letter, and the way to new ones. */
export class Contacts extends Part {
  @property({ attribute: false }) place!: Place;

  protected override get topics(): Topic[] {
    return ["contacts", "people"];
  }

  protected override render(): TemplateResult {
    return html`<section class="frame__list pane" aria-labelledby="contacts-title">
      <div class="pane__head">
        <h1 class="pane__title" id="contacts-title" tabindex="-1">${gettext("Contacts")}</h1>
        <a class="icon-button" href="/contacts/find" aria-label=${gettext("Find people")}>${icon("add-person")}</a>
      </div>
      <div class="pane__body" @keydown=${moveInRows}>${this.#newFriends()} ${this.#friends()}</div>
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

  #friends(): TemplateResult {
    const { friends, loaded } = this.store;
    if (loaded && !friends.length) {
      return emptyPlace({
        title: gettext("No friends here yet"),
        text: gettext("Look for somebody by username or nickname."),
        // Beside the places that lead further already it only says so.
        ...(this.place.name === "contacts" ? { way: wayTo("/contacts/find", gettext("Find people")) } : {}),
      });
    }
    return html`${repeat(
      byLetter(friends),
      ([letter]) => letter,
      ([letter, contacts]) => html`<section aria-label=${letter === STARRED ? gettext("Starred") : letter}>
        <h2 class="pane__letter">${letter === STARRED ? gettext("Starred") : letter}</h2>
        <ul>
          ${repeat(
            contacts,
            ({ user }) => user,
            (contact) => html`<li>${this.#friend(contact)}</li>`,
          )}
        </ul>
      </section>`,
    )}`;
  }

  #friend({ person }: Contact): TemplateResult {
    const current = this.place.name === "person" && this.place.username === person.username;
    return html`<a class="row row--small" href=${personPath(person.username)} aria-current=${current ? "true" : nothing}>
      <happy-face class="face face--s" .people=${[person]}></happy-face>
      <span class="row__text"><span class="row__line"><span class="row__name">${bdi(nameOf(person))}</span>${hereUnseen(person)}</span></span>
    </a>`;
  }
}

/** Starred friends first, then A to Z, then what no letter begins. */
function byLetter(friends: readonly Contact[]): [string, Contact[]][] {
  const groups = new Map<string, Contact[]>();
  for (const contact of friends) {
    for (const letter of contact.star ? [STARRED, letterOf(contact)] : [letterOf(contact)]) {
      groups.set(letter, [...(groups.get(letter) ?? []), contact]);
    }
  }
  return [...groups].sort(([a], [b]) => rank(a).localeCompare(rank(b)));
}

function letterOf({ person }: Contact): string {
  const [first = ""] = (person.pinyin || nameOf(person)).normalize("NFKD").toUpperCase();
  return /[A-Z]/.test(first) ? first : OTHER;
}

function rank(letter: string): string {
  if (letter === STARRED) return "0";
  else return letter === OTHER ? "2" : `1${letter}`;
}

customElements.define("happy-contacts", Contacts);
