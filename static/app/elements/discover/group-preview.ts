import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import type { MessageView, Topic } from "../../store.js";
import { Part } from "../part.js";
import { bdi, nameOf } from "../phrases.js";
import { messageText } from "../preview.js";

/** The last words of a group, to get a taste of it. */
export class GroupPreview extends Part {
  @property({ attribute: false }) messages: readonly MessageView[] = [];

  protected override get topics(): Topic[] {
    return ["people"];
  }

  protected override render(): TemplateResult {
    return html`<section class="sheet sheet--padded" aria-labelledby="group-preview">
      <h2 class="sheet__title" id="group-preview">${gettext("Last messages")}</h2>
      ${this.messages.length
        ? html`<ol class="taste">${this.messages.map((message) => this.#message(message))}</ol>`
        : html`<p class="field__hint">${gettext("Nothing was said yet.")}</p>`}
    </section>`;
  }

  #message(message: MessageView): TemplateResult {
    const isLine = message.kind === "notice" || message.recalled;
    const person = this.store.person(message.author);
    return html`<li class="taste__message ${isLine ? "taste__message--line" : ""}">
      ${isLine ? nothing : html`<span class="taste__author">${bdi(nameOf(person))}<span class="unseen">: </span></span>`}
      <time class="taste__time" datetime=${message.at}>${this.times.short(message.at)}</time>
      <span class="taste__text">${messageText(message, this.store)}</span>
    </li>`;
  }
}

customElements.define("happy-group-preview", GroupPreview);
