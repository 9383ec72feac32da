import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import "../../words.js";
import type { Ending, Topic } from "../../store.js";
import { emptyPlace, wayTo } from "../empty.js";
import { copyText } from "../events.js";
import { Part } from "../part.js";

/** A conversation I am out of: how that came, and what I had begun to write there. */
export class Ended extends Part {
  @property({ attribute: false }) ending!: Ending;

  protected override get topics(): Topic[] {
    return ["list"];
  }

  protected override render(): TemplateResult {
    const { title, text } = words(this.ending.left);
    return html`${emptyPlace({
      title,
      text,
      way: wayTo("/chats", gettext("To my conversations")),
    })}
    ${this.#draft()}`;
  }

  #draft(): TemplateResult | typeof nothing {
    const { draft } = this.ending;
    if (!draft) return nothing;
    return html`<div class="ended__draft">
      <h2 class="ended__title">${gettext("What you had begun to write")}</h2>
      <p class="ended__words" dir="auto" tabindex="0">${draft}</p>
      <button class="button button--small" @click=${() => copyText(this, draft)}>${gettext("Copy")}</button>
    </div>`;
  }
}

function words(left: Ending["left"]): { title: string; text: string } {
  switch (left) {
    case "left":
      return { title: gettext("You left this group"), text: gettext("To come back, ask a member to invite you.") };
    case "removed":
      return { title: gettext("You were removed from this group"), text: gettext("To come back, ask one of its admins.") };
    case "banned":
      return { title: gettext("You were removed from this group"), text: gettext("Only its admins can let you in again.") };
    case "dissolved":
      return { title: gettext("This group was dissolved"), text: gettext("Its owner has closed it for everybody.") };
    case "erased":
      return { title: gettext("This conversation has ended"), text: gettext("What was said in it is gone.") };
  }
}

customElements.define("happy-ended", Ended);
