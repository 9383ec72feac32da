/** A dialog in which something is made that will be sent. */

import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import "../../../words.js";
import { inForm } from "../../once.js";
import { Light } from "../../part.js";
import { codePoints, isBlank, sentence } from "../../phrases.js";
import type { Talk } from "../message-menu.js";

/** Open it; the focus returns to where it was. */
export function show(making: Making, talk: Talk): void {
  making.talk = talk;
  document.body.append(making);
}

/** A text that is asked for. */
export interface Field {
  name: string;
  label: string;
  value: string;
  most: number;
  rows?: number;
  focused?: boolean;
  /** Does its label stand above it, or in it while it is empty? */
  named?: boolean;
  typed: (value: string) => void;
}

export abstract class Making extends Light {
  talk!: Talk;
  @state() busy = false;
  @state() error = "";

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
        ${this.fields()} ${this.error ? html`<p class="alert alert--error" role="alert">${this.error}</p>` : nothing}
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
    await inForm(this, async () => {
      await this.done();
      this.close();
    });
  }
}

/** May it be sent like that? */
export function fits(text: string, most: number): boolean {
  return codePoints(text.trim()) <= most;
}

export function isGiven(text: string, most: number): boolean {
  return !isBlank(text) && fits(text, most);
}

/** A field, which says so when there is too much in it. */
export function field({ name, label, value, most, rows = 1, focused = false, named = true, typed }: Field): TemplateResult {
  const isLong = !fits(value, most);
  const input = (event: Event) => typed((event.target as HTMLInputElement).value);
  const counter = html`<span class="field__counter field__counter--over">
    ${sentence(gettext("%(length)s of %(most)s"), { length: codePoints(value.trim()), most })}
  </span>`;
  return html`<div class="field ${isLong ? "field--invalid" : ""}">
    <div class="field__top">
      <label class=${named ? "field__label" : "unseen"} for=${name}>${label}</label>
      ${isLong ? counter : nothing}
    </div>
    ${rows > 1
      ? html`<textarea class="field__input" id=${name} rows=${rows} ?autofocus=${focused} .value=${value} @input=${input}></textarea>`
      : html`<input
          class="field__input"
          id=${name}
          autocomplete="off"
          placeholder=${named ? nothing : label}
          ?autofocus=${focused}
          .value=${value}
          @input=${input}
        />`}
  </div>`;
}
