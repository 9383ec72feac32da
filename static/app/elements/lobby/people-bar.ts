import "../../words.js";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import type { Topic } from "../../store.js";
import "../face.js";
import { icon } from "../icons.js";
import { Part } from "../part.js";
import { bdi, nameOf, sentence } from "../phrases.js";
import { personPath } from "../router.js";

/** Who is in the lobby now, each a way to write to them alone; and the welcome of who has just come. */
export class PeopleBar extends Part {
  protected override get topics(): Topic[] {
    return ["people", `conversation:${this.store.lobby.stream ?? ""}`];
  }

  protected override render(): TemplateResult {
    return html`${this.#faces()} ${this.#welcome()}`;
  }

  #faces(): TemplateResult | typeof nothing {
    const people = this.store.lobby.people.faces.map((user) => this.store.person(user));
    const shown = people.filter(({ known, deleted, contact }) => known && !deleted && !contact?.blocked);
    if (!shown.length) return nothing;
    return html`<ul class="crowd" aria-label=${gettext("Who is here")}>
      ${repeat(
        shown,
        ({ id }) => id,
        (person) => html`<li>
          <a class="crowd__way" href=${personPath(person.username)} aria-label=${sentence(gettext("%(name)s: profile, write privately"), { name: nameOf(person) })} title=${nameOf(person)}>
            <happy-face class="face face--s" .people=${[{ ...person, online: false }]}></happy-face>
          </a>
        </li>`,
      )}
    </ul>`;
  }

  #welcome(): TemplateResult | typeof nothing {
    const { welcome } = this.store.lobby;
    if (!welcome) return nothing;
    const robot = this.store.person(welcome.author);
    return html`<div class="crowd__welcome" role="status">
      <happy-face class="face face--s" .people=${[robot]}></happy-face>
      <p class="crowd__words"><b>${bdi(nameOf(robot))}</b> ${gettext("(robot, only to you)")}<br />${bdi(welcome.body)}</p>
      <button class="icon-button" aria-label=${gettext("Close")} @click=${this.#dismiss}>${icon("close")}</button>
    </div>`;
  }

  #dismiss(): void {
    this.store.lobby.dismiss();
    this.requestUpdate();
  }
}

customElements.define("happy-people-bar", PeopleBar);
