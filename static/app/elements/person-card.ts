import { html, nothing, type TemplateResult } from "lit";

import type { Person, Topic } from "../store.js";
import { isWebAddress } from "./addresses.js";
import { comingPlace } from "./empty.js";
import { toast } from "./events.js";
import "./face.js";
import { genderLabel } from "./gender.js";
import { presenceWords } from "./here.js";
import { icon } from "./icons.js";
import "./parting.js";
import { bdi, nameOf, sentence } from "./phrases.js";
import "./person-notes.js";
import { placePane } from "./place-pane.js";
import "./relation.js";
import { wordError } from "./refusals.js";
import { qrPath } from "./router.js";
import { Someone } from "./someone.js";

/** What a person shows of themselves, and what I can do with them. */
export class PersonCard extends Someone {
  protected override get topics(): Topic[] {
    return ["people", "contacts"];
  }

  protected override render(): TemplateResult {
    return placePane(this, gettext("Profile"), this.#body());
  }

  #body(): TemplateResult {
    if (this.missing) return this.nobody(this.missing);
    return this.found ? this.#card(this.found, this.store.person(this.found.id)) : comingPlace();
  }

  /** `found` has the words they wrote about themselves; `person` is as fresh as anything on the page. */
  #card(found: Person, person: Person): TemplateResult {
    const known = person.known ? person : found;
    const isMe = known.id === this.store.user;
    const here = presenceWords(known, this.times);
    const other = known.nickname && known.nickname !== nameOf(known) ? known.nickname : "";
    return html`<article class="card">
      <div class="card__top">
        <happy-face class="face face--l" .people=${[known]}></happy-face>
        <div class="card__names">
          <h2 class="card__name">${bdi(nameOf(known))}</h2>
          ${other ? html`<p class="card__username">${gettext("Nickname:")} ${bdi(other)}</p>` : nothing}
          <p class="card__username">${known.guest ? gettext("Guest") : `@${found.username}`}</p>
          ${here ? html`<p class="card__username">${here}</p>` : nothing}
        </div>
        <div class="card__signs">
          <a class="icon-button" href=${isMe ? "/me/qr" : qrPath(found.username)} aria-label=${gettext("QR code")}>${icon("qr")}</a>
          ${isMe ? nothing : this.#star(known)}
        </div>
      </div>
      ${found.bio ? html`<p class="card__bio" dir="auto">${found.bio}</p>` : nothing} ${facts(found)}
      ${this.#mine(known)}
    </article>
    ${isMe ? nothing : html`<happy-parting .store=${this.store} .user=${known.id}></happy-parting>`}`;
  }

  /** My part of it: what I note about them, what we are to each other. */
  #mine(person: Person): TemplateResult {
    if (person.id === this.store.user) {
      return html`<div class="card__actions"><a class="button" href="/me/profile">${gettext("Edit my profile")}</a></div>`;
    }
    return html`<happy-person-notes .store=${this.store} .user=${person.id}></happy-person-notes>
      <happy-relation class="card__relation" .store=${this.store} .user=${person.id}></happy-relation>`;
  }

  #star({ id, contact }: Person): TemplateResult {
    const star = contact?.star ?? false;
    return html`<button
      class="icon-button card__star"
      aria-pressed=${star}
      aria-label=${gettext("Star")}
      title=${gettext("Starred people stand first in your contacts.")}
      @click=${() => this.#setStar(id, !star)}
    >
      ${icon("star")}
    </button>`;
  }

  async #setStar(user: string, star: boolean): Promise<void> {
    try {
      await this.store.people.annotate(user, { star });
    } catch (error) {
      toast(this, wordError(error));
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
