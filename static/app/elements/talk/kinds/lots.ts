/** Writing lots, of which the server draws one. */

import { html, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import "../../../words.js";
import { sentence } from "../../phrases.js";
import type { Talk } from "../message-menu.js";
import { send } from "../send.js";
import { Making, show } from "./making.js";

const MOST_LOTS = 50;
const MOST_CHARACTERS = 40;

export function drawLots(talk: Talk): void {
  show(new Lots(), talk);
}

class Lots extends Making {
  @state() private text = "";

  protected override get heading(): string {
    return gettext("Draw lots");
  }

  protected override get yes(): string {
    return gettext("Draw");
  }

  protected override get isReady(): boolean {
    const lots = this.#lots;
    return lots.length >= 2 && lots.length <= MOST_LOTS && lots.every((lot) => [...lot].length <= MOST_CHARACTERS);
  }

  protected override fields(): TemplateResult {
    return html`<div class="field">
      <label class="field__label" for="lots">${gettext("One lot a line")}</label>
      <textarea
        class="field__input"
        id="lots"
        rows="5"
        autofocus
        aria-describedby="lots-hint"
        .value=${this.text}
        @input=${(event: Event) => (this.text = (event.target as HTMLTextAreaElement).value)}
      ></textarea>
      <p class="field__hint" id="lots-hint">
        ${sentence(gettext("2 to %(most)s lots of at most %(characters)s characters. One of them is drawn."), {
          most: MOST_LOTS,
          characters: MOST_CHARACTERS,
        })}
      </p>
    </div>`;
  }

  protected override async done(): Promise<void> {
    await send(this.talk, { kind: "dice", dice: { options: this.#lots } });
  }

  get #lots(): string[] {
    return this.text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
  }
}

customElements.define("happy-lots", Lots);
