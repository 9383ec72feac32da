/** Above the composer: which message its words are for, and the way out of that. Sends `happy-aim-drop`. */

import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import "../../words.js";
import type { Aim } from "../../aims.js";
import type { ConversationView, Topic } from "../../store.js";
import { jump } from "../events.js";
import { icon } from "../icons.js";
import { Part } from "../part.js";
import { nameOf, phrase } from "../phrases.js";
import { messageText } from "../preview.js";
import { whoIn } from "../summary.js";

export class AimBar extends Part {
  @property({ attribute: false }) view!: ConversationView;
  @property({ attribute: false }) aim!: Aim;

  protected override get topics(): Topic[] {
    return ["people"];
  }

  protected override render(): TemplateResult {
    const { message, words } = this.aim;
    const isEditing = words !== undefined;
    return html`<div class="aim__frame" role="group" aria-label=${isEditing ? gettext("Edit") : gettext("Reply")}>
      <button type="button" class="aim__what" @click=${() => jump(this, message.seq!)}>
        <span class="aim__who">${icon(isEditing ? "edit" : "reply", "s")} <span>${isEditing ? gettext("Edit the message") : this.#words()}</span></span>
        <span class="aim__text">${messageText(message, this.store)}</span>
      </button>
      <button type="button" class="icon-button" aria-label=${isEditing ? gettext("Leave it as it was") : gettext("Cancel the reply")} @click=${this.#drop}>${icon("close")}</button>
    </div>`;
  }

  #words(): TemplateResult | string {
    const { mine, author } = this.aim.message;
    if (mine) return gettext("Reply to yourself");
    return phrase(gettext("Reply to %(name)s"), { name: nameOf(whoIn(this.view, this.store)(author)) });
  }

  #drop(): void {
    this.dispatchEvent(new CustomEvent("happy-aim-drop", { bubbles: true }));
  }
}

customElements.define("happy-aim-bar", AimBar);
