import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import "../../words.js";
import type { Chosen } from "../../files.js";
import type { ConversationView, Topic } from "../../store.js";
import { icon } from "../icons.js";
import { Part } from "../part.js";
import { bdi, sentence } from "../phrases.js";
import { wordError } from "../refusals.js";

/** What is chosen to be sent, above the words that go with it; while it is sent, how far it is. */
export class TrayOfFiles extends Part {
  @property({ attribute: false }) view!: ConversationView;

  protected override get topics(): Topic[] {
    return [`conversation:${this.view.id}`];
  }

  protected override render(): TemplateResult {
    const { chosen, error, brought } = this.store.files.tray(this.view.id);
    return html`<ul class="tray__list" aria-label=${gettext("To be sent")}>
        ${chosen.map((one) => this.#item(one, brought))}
      </ul>
      ${brought ? this.#progress(brought) : nothing}
      ${error ? html`<p class="tray__error" role="alert">${wordError(error)}</p>` : nothing}`;
  }

  #item(one: Chosen, brought: ReadonlyMap<Chosen, number> | undefined): TemplateResult {
    const { preview, file } = one;
    return html`<li class="tray__item">
      ${preview
        ? html`<img class="tray__picture" src=${preview} alt=${file.name} />`
        : html`<span class="tray__file">${icon("file")}<span class="tray__name">${bdi(file.name)}</span></span>`}
      ${brought ? ring(brought.get(one) ?? 0) : this.#remove(one)}
    </li>`;
  }

  #remove(one: Chosen): TemplateResult {
    const label = sentence(gettext("Do not send %(name)s"), { name: one.file.name });
    const remove = (): void => {
      this.store.files.remove(this.view.id, one);
      this.closest("form")?.querySelector("textarea")?.focus();
    };
    return html`<button class="tray__remove" type="button" aria-label=${label} title=${label} @click=${remove}>${icon("close", "s")}</button>`;
  }

  #progress(brought: ReadonlyMap<Chosen, number>): TemplateResult {
    const { chosen } = this.store.files.tray(this.view.id);
    const done = [...brought.values()].filter((share) => share === 1).length;
    const words = sentence(gettext("Sending %(number)s of %(count)s…"), { number: Math.min(done + 1, chosen.length), count: chosen.length });
    return html`<div class="tray__progress">
      <span role="status">${words}</span>
      <button class="button button--small" type="button" @click=${() => this.store.files.cancel(this.view.id)}>${gettext("Cancel")}</button>
    </div>`;
  }
}

/** A ring that closes. A property: the page allows no style attribute. */
function ring(share: number): TemplateResult {
  return html`<span class="tray__ring" role="progressbar" aria-valuenow=${Math.round(share * 100)} .style=${`--share: ${share}`}></span>`;
}

customElements.define("happy-tray", TrayOfFiles);
