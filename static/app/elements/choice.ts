/** One of a few, side by side, each choice holding at once. */

import { html, nothing, type TemplateResult } from "lit";

export interface Choice {
  name: string;
  legend: string;
  hint?: string;
  /** Values and their words. */
  options: readonly [string, string][];
  chosen: string;
  choose: (value: string) => void;
}

export function choice({ name, legend, hint, options, chosen, choose }: Choice): TemplateResult {
  return html`<fieldset class="choice" aria-describedby=${hint ? `${name}-hint` : nothing}>
    <legend class="choice__legend">${legend}</legend>
    <div class="choice__items">
      ${options.map(
        ([value, words]) => html`<label class="choice__item">
          <input
            class="choice__input"
            type="radio"
            name=${name}
            value=${value}
            .checked=${value === chosen}
            @change=${() => choose(value)}
          />
          <span class="choice__label">${words}</span>
        </label>`,
      )}
    </div>
    ${hint ? html`<p class="field__hint choice__hint" id="${name}-hint">${hint}</p>` : nothing}
  </fieldset>`;
}
