/** Choosing a time: to be reminded, or for a message to be sent, whose words can be changed with it. */

import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import "../../words.js";
import { fieldValue, isChoosable, momentsAfter, type MomentName } from "../../moments.js";
import { inForm } from "../once.js";
import { Light } from "../part.js";
import { codePoints, isBlank } from "../phrases.js";

const MAX_CHARACTERS = 8000;

export interface Later {
  title: string;
  /** The word on the button. */
  yes: string;
  /** What is written so far, where there is something to write. */
  body?: string;
  at?: string;
  done: (at: Date, body: string) => Promise<void>;
}

/** The focus returns to where it was. */
export function askLater(later: Later): void {
  const element = new LaterDialog();
  const [, soon] = momentsAfter(new Date())[1]!;
  Object.assign(element, { later, body: later.body ?? "", at: fieldValue(later.at ? new Date(later.at) : soon) });
  document.body.append(element);
}

export function momentWords(name: MomentName): string {
  switch (name) {
    case "20 minutes":
      return gettext("In 20 minutes");
    case "1 hour":
      return gettext("In an hour");
    case "tonight":
      return gettext("Tonight at eight");
    case "tomorrow":
      return gettext("Tomorrow at nine");
  }
}

class LaterDialog extends Light {
  @property({ attribute: false }) later!: Later;
  @property({ attribute: false }) body = "";
  @property({ attribute: false }) at = "";
  @state() busy = false;
  @state() error = "";

  protected override firstUpdated(): void {
    this.querySelector("dialog")!.showModal();
  }

  protected override render(): TemplateResult {
    const { title, yes } = this.later;
    return html`<dialog class="dialog" aria-labelledby="later-title" @close=${() => this.remove()}>
      <form class="form" @submit=${this.#submit}>
        <h2 id="later-title">${title}</h2>
        ${this.later.body === undefined ? nothing : this.#words()} ${this.#time()}
        ${this.error ? html`<p class="alert alert--error" role="alert">${this.error}</p>` : nothing}
        <div class="dialog__actions">
          <button class="button" type="button" @click=${this.#close}>${gettext("Cancel")}</button>
          <button class="button button--primary" ?disabled=${!this.#isReady || this.busy}>${yes}</button>
        </div>
      </form>
    </dialog>`;
  }

  #words(): TemplateResult {
    return html`<div class="field">
      <label class="field__label" for="later-body">${gettext("Message")}</label>
      <textarea class="field__input" id="later-body" rows="3" .value=${this.body} @input=${(event: Event) => (this.body = valueOf(event))}></textarea>
    </div>`;
  }

  #time(): TemplateResult {
    return html`<div class="field">
      <label class="field__label" for="later-at">${gettext("When")}</label>
      <input class="field__input" id="later-at" type="datetime-local" required .value=${this.at} @input=${(event: Event) => (this.at = valueOf(event))} />
      ${this.at && !this.#isTime ? html`<p class="field__error" role="alert">${gettext("Choose a time from two minutes to a year from now.")}</p>` : nothing}
      <div class="later__moments" role="group" aria-label=${gettext("When")}>
        ${momentsAfter(new Date()).map(
          ([name, at]) => html`<button class="tag tag--button" type="button" aria-pressed=${this.at === fieldValue(at)} @click=${() => (this.at = fieldValue(at))}>
            ${momentWords(name)}
          </button>`,
        )}
      </div>
    </div>`;
  }

  get #isTime(): boolean {
    return isChoosable(new Date(this.at), new Date());
  }

  get #isReady(): boolean {
    const isWritten = this.later.body === undefined || (!isBlank(this.body) && codePoints(this.body) <= MAX_CHARACTERS);
    return this.#isTime && isWritten;
  }

  #close(): void {
    this.querySelector("dialog")!.close();
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    if (!this.#isReady || this.busy) return;
    await inForm(this, async () => {
      await this.later.done(new Date(this.at), this.body.trimEnd());
      this.#close();
    });
  }
}

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLTextAreaElement).value;
}

customElements.define("happy-later", LaterDialog);
