import { html, type TemplateResult } from "lit";

import type { Person, Topic } from "../store.js";
import { comingPlace } from "./empty.js";
import { toast } from "./events.js";
import "./face.js";
import { icon } from "./icons.js";
import { bdi, nameOf, sentence } from "./phrases.js";
import { placePane } from "./place-pane.js";
import { personPath, qrPath } from "./router.js";
import { shareButton } from "./share.js";
import { Someone } from "./someone.js";

/** Somebody's address to scan, to copy and to pass on; my own for whom I meet. */
export class QrCard extends Someone {
  protected override get topics(): Topic[] {
    return ["people", "me"];
  }

  protected override render(): TemplateResult {
    const isMine = this.username === this.store.profile?.username;
    return placePane(this, isMine ? gettext("My QR code") : gettext("QR code"), this.#body());
  }

  #body(): TemplateResult {
    if (this.missing) return this.nobody(this.missing);
    return this.found ? this.#card(this.store.person(this.found.id), this.found) : comingPlace();
  }

  #card(person: Person, { username }: Person): TemplateResult {
    const link = new URL(personPath(username), location.origin).href;
    return html`<article class="card card--qr">
      <div class="card__top">
        <happy-face class="face face--m" .people=${[person]}></happy-face>
        <div class="card__names">
          <h2 class="card__name">${bdi(nameOf(person))}</h2>
          <p class="card__username">@${username}</p>
        </div>
      </div>
      <img class="card__qr" src="${qrPath(username)}.svg" alt=${sentence(gettext("QR code of @%(username)s"), { username })} />
      <p class="field__hint">${gettext("Whoever scans it with the camera of a phone comes to this profile.")}</p>
      <input class="field__input" readonly aria-label=${gettext("Link to the profile")} .value=${link} @focus=${selectAll} />
      <div class="card__actions">
        <button class="button button--primary" @click=${() => this.#copy(link)}>${icon("copy", "s")} ${gettext("Copy the link")}</button>
        ${shareButton(nameOf(person), link)}
      </div>
    </article>`;
  }

  async #copy(link: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(link);
      toast(this, gettext("Copied."));
    } catch {
      // Not allowed, or no secure page: then by hand.
      this.querySelector("input")?.focus();
      toast(this, gettext("Copy the marked text."));
    }
  }
}

function selectAll(event: Event): void {
  (event.target as HTMLInputElement).select();
}


customElements.define("happy-qr-card", QrCard);
