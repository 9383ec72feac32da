/** The frame of a place beside a list: a head with its name, a column that scrolls. */

import { html, type TemplateResult } from "lit";

import { backButton } from "./back.js";

export function placePane(source: EventTarget, title: string, body: TemplateResult): TemplateResult {
  return html`<section class="pane pane--ground" aria-labelledby="place-title">
    <header class="pane__head">
      ${backButton(source)}
      <h1 class="pane__title" id="place-title" tabindex="-1">${title}</h1>
    </header>
    <div class="pane__body"><div class="pane__column">${body}</div></div>
  </section>`;
}
