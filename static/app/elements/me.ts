import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import type { Topic } from "../store.js";
import { open } from "./events.js";
import "./face.js";
import { icon, type IconName } from "./icons.js";
import { Part } from "./part.js";
import { bdi, nameOf } from "./phrases.js";
import type { Place } from "./router.js";
import { moveInRows } from "./rows.js";

/** My own face, and what I can set. */
export class Me extends Part {
  @property({ attribute: false }) place!: Place;

  protected override get topics(): Topic[] {
    return ["me", "people"];
  }

  protected override render(): TemplateResult {
    return html`<section class="frame__list pane" aria-labelledby="me-title">
      <div class="pane__head"><h1 class="pane__title" id="me-title" tabindex="-1">${pgettext("main place", "Me")}</h1></div>
      <div class="pane__body" @keydown=${moveInRows}>
        ${this.#myself()} ${this.store.profile?.guest ? keeping() : nothing}
        <ul>
          <li>${this.#row("qr", "qr", gettext("My QR code"), "my-qr")}</li>
          <li>${this.#row("favourites", "star", gettext("Favourites"))}</li>
          <li>${this.#row("reminders", "reminder", gettext("Reminders"))}</li>
          <li>${this.#row("scheduled", "later", gettext("To be sent later"))}</li>
          <li>${this.#row("appearance", "appearance", gettext("Appearance and language"))}</li>
          <li>${this.#row("privacy", "shown", gettext("Privacy"))}</li>
          <li>${this.#row("data", "archive", gettext("My data"))}</li>
          <li>${this.#row("account", "account", gettext("Account and security"))}</li>
          <li>
            <button class="row row--small row--button" @click=${() => open(this, "keys")}>
              <span class="row__icon row__icon--calm">${icon("keys")}</span>
              <span class="row__text">${gettext("Keys")}</span>
            </button>
          </li>
        </ul>
      </div>
    </section>`;
  }

  #myself(): TemplateResult {
    const person = this.store.person(this.store.user);
    const { guest, username } = this.store.profile ?? person;
    return html`<a class="row row--tall" href="/me/profile" aria-current=${this.place.name === "profile" ? "true" : nothing}>
      <happy-face class="face face--m" .people=${[person]}></happy-face>
      <span class="row__text">
        <span class="row__line"><span class="row__name">${bdi(nameOf(person))}</span></span>
        <span class="row__line"><span class="row__last">${guest ? gettext("Guest") : `@${username}`}</span></span>
      </span>
      <span class="row__mark"><span class="unseen">${gettext("Edit my profile")}</span>${icon("forward", "s")}</span>
    </a>`;
  }

  #row(path: string, iconName: IconName, words: string, place = path): TemplateResult {
    return html`<a class="row row--small" href="/me/${path}" aria-current=${this.place.name === place ? "true" : nothing}>
      <span class="row__icon row__icon--calm">${icon(iconName)}</span>
      <span class="row__text">${words}</span>
      <span class="row__mark">${icon("forward", "s")}</span>
    </a>`;
  }
}

/** What a guest can do so as to come back. */
function keeping(): TemplateResult {
  return html`<div class="alert pane__foot">
    <p>${gettext("You are a guest: on another device, or after logging out, nobody knows you. An account keeps your name, your conversations and all you said.")}</p>
    <a class="button button--primary" href="/accounts/signup/">${gettext("Make an account")}</a>
  </div>`;
}

customElements.define("happy-me", Me);
