/** A block of code within a message. */

import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import { copyText } from "./events.js";
import { icon } from "./icons.js";
import { Light } from "./part.js";

export class Code extends Light {
  @property({ attribute: false }) text = "";
  /** As it stood behind the ticks, in small letters; "" where nothing did. */
  @property({ attribute: false }) language = "";

  protected override render(): TemplateResult {
    const copy = gettext("Copy the code");
    return html`<div class="code__head">
        <span class="code__language" dir="ltr">${this.language}</span>
        <button class="code__copy" aria-label=${copy} title=${copy} @click=${this.#copy}>${icon("copy", "s")}</button>
      </div>
      <pre class="code__text" dir="ltr" tabindex="0" role="group" aria-label=${gettext("Code")}><code>${this.text}</code></pre>`;
  }

  /** The bubble around it has other plans for a click. */
  #copy(event: Event): void {
    event.stopPropagation();
    void copyText(this, this.text);
  }
}

customElements.define("happy-code", Code);
