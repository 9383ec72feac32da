import { html, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { Light } from "./part.js";

/** A message of somebody I have blocked, among those of others: that it is there, and what it says if I want to know. */
export class Folded extends Light {
  @property({ attribute: false }) content!: TemplateResult;
  @state() private open = false;

  protected override render(): TemplateResult {
    if (this.open) return this.content;
    return html`<p class="timeline__notice">
      ${gettext("Somebody you have blocked wrote.")}
      <button class="link-button" @click=${() => (this.open = true)}>${gettext("Show")}</button>
    </p>`;
  }
}

customElements.define("happy-folded", Folded);
