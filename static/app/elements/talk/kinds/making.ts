/** A dialog in which something is made that will be sent. */

import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import "../../../words.js";
import { Light } from "../../part.js";
import { wordError } from "../../refusals.js";
import type { Talk } from "../message-menu.js";

/** Open it; the focus returns to where it was. */
export function show(making: Making, talk: Talk): void {
  making.talk = talk;
  document.body.append(making);
}

export abstract class Making extends Light {
  talk!: Talk;
  @state() private busy = false;
  @state() private wrong = "";

  protected abstract get heading(): string;
  /** The word on the button that sends it. */
  protected abstract get yes(): string;
  protected abstract get isReady(): boolean;
  protected abstract fields(): TemplateResult;
  protected abstract done(): Promise<void>;

  protected override firstUpdated(): void {
    this.querySelector("dialog")!.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog class="dialog making" aria-labelledby="making-title" @close=${() => this.remove()}>
      <h2 class="making__title" id="making-title">${this.heading}</h2>
      <form class="form" @submit=${this.#submit}>
        ${this.fields()} ${this.wrong ? html`<p class="alert alert--error" role="alert">${this.wrong}</p>` : nothing}
        <div class="dialog__actions">
          <button class="button" type="button" @click=${this.close}>${gettext("Cancel")}</button>
          <button class="button button--primary" ?disabled=${!this.isReady || this.busy}>${this.yes}</button>
        </div>
      </form>
    </dialog>`;
  }

  protected close(): void {
    this.querySelector("dialog")!.close();
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    if (!this.isReady || this.busy) return;
    this.busy = true;
    try {
      await this.done();
      this.close();
    } catch (error) {
      this.wrong = wordError(error);
    } finally {
      this.busy = false;
    }
  }
}
