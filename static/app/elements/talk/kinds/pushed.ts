/** What a service pushed: a title, words, and where it leads. */

import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import "../../../words.js";
import type { MessageView } from "../../../store.js";
import { isWebAddress } from "../../addresses.js";
import { Light } from "../../part.js";
import { bdi } from "../../phrases.js";
import { said } from "../../said.js";

export class Pushed extends Light {
  @property({ attribute: false }) message!: MessageView;

  protected override render(): TemplateResult {
    const { body, row } = this.message;
    const { title, url } = row ?? {};
    return html`${title ? html`<p class="pushed__title">${bdi(title)}</p>` : nothing}
      <div class="message__body">${said(body, [], "")}</div>
      ${url && isWebAddress(url)
        ? html`<a class="pushed__link" href=${url} target="_blank" rel="noopener noreferrer nofollow">${bdi(new URL(url).host)}</a>`
        : nothing}`;
  }
}

customElements.define("happy-pushed", Pushed);
