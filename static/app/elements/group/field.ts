/** A field with its name, its length where that matters, and what is wrong with it. */

import { html, nothing, type TemplateResult } from "lit";

import { codePoints, sentence } from "../phrases.js";

export interface Field {
  id: string;
  label: string;
  value: string;
  most: number;
  hint?: string;
  lines?: number;
  typed: (value: string) => void;
}

export function field({ id, label, value, most, hint, lines = 1, typed }: Field): TemplateResult {
  const length = codePoints(value);
  const over = length > most;
  const described = `${id}-count${hint ? ` ${id}-hint` : ""}`;
  const input = (event: Event) => typed((event.target as HTMLInputElement).value);
  return html`<div class="field ${over ? "field--invalid" : ""}">
    <div class="field__top">
      <label class="field__label" for=${id}>${label}</label>
      <span class="field__counter ${over ? "field__counter--over" : ""}" id="${id}-count">
        ${length > most * 0.7 ? sentence(gettext("%(length)s of %(most)s"), { length, most }) : nothing}
      </span>
    </div>
    ${lines > 1
      ? html`<textarea class="field__input" id=${id} rows=${lines} aria-describedby=${described} .value=${value} @input=${input}></textarea>`
      : html`<input class="field__input" id=${id} autocomplete="off" aria-describedby=${described} aria-invalid=${over} .value=${value} @input=${input} />`}
    ${hint ? html`<p class="field__hint" id="${id}-hint">${hint}</p>` : nothing}
  </div>`;
}

export function isTooLong(value: string, most: number): boolean {
  return codePoints(value) > most;
}
