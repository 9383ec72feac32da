import { html, type TemplateResult } from "lit";

import { goUp } from "./events.js";
import { icon } from "./icons.js";

/** The way up, on a phone only: elsewhere the list stands beside. */
export function backButton(source: EventTarget): TemplateResult {
  return html`<button class="icon-button pane__back" aria-label=${gettext("Back")} @click=${() => goUp(source)}>
    ${icon("back")}
  </button>`;
}
