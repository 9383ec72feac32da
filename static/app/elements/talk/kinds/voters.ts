/** Who chose what in a poll. */

import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import "../../../words.js";
import type { Person } from "../../../store.js";
import "../../face.js";
import { icon } from "../../icons.js";
import { Light } from "../../part.js";
import { bdi, nameOf } from "../../phrases.js";

export interface Chosen {
  text: string;
  people: readonly Person[];
}

/** Open it; the focus returns to where it was. */
export function showVoters(question: string, chosen: readonly Chosen[]): void {
  const voters = new Voters();
  Object.assign(voters, { question, chosen });
  document.body.append(voters);
}

class Voters extends Light {
  @property({ attribute: false }) question = "";
  @property({ attribute: false }) chosen: readonly Chosen[] = [];

  protected override firstUpdated(): void {
    this.querySelector("dialog")!.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog class="dialog" aria-labelledby="voters-title" @close=${() => this.remove()}>
      <form class="dialog__head" method="dialog">
        <h2 id="voters-title">${bdi(this.question)}</h2>
        <button class="icon-button" aria-label=${gettext("Close")}>${icon("close")}</button>
      </form>
      ${this.chosen.map(
        ({ text, people }) => html`<h3 class="voters__option">${bdi(text)} <span class="voters__count">${people.length}</span></h3>
          <ul class="voters">
            ${people.map(
              (person) => html`<li class="voters__one">
                <happy-face class="face face--xs" .people=${[person]}></happy-face>${bdi(nameOf(person))}
              </li>`,
            )}
          </ul>`,
      )}
    </dialog>`;
  }
}

customElements.define("happy-voters", Voters);
