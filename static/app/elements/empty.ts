/** A place with nothing in it: why, and one way on; or nothing yet. */

import { html, nothing, type TemplateResult } from "lit";

import { mark } from "./icons.js";

export interface Empty {
  title: string;
  text?: string;
  way?: TemplateResult;
}

export function emptyPlace({ title, text, way }: Empty): TemplateResult {
  return html`<div class="empty">
    ${mark("empty__mark")}
    <p class="empty__title">${title}</p>
    ${text ? html`<p class="empty__text">${text}</p>` : nothing}
    ${way ?? nothing}
  </div>`;
}

/** Beside a list that says itself what to do. */
export function quietPlace(): TemplateResult {
  return html`<div class="empty">${mark("empty__mark")}</div>`;
}

export function wayTo(path: string, words: string): TemplateResult {
  return html`<a class="button button--primary" href=${path}>${words}</a>`;
}

export function comingPlace(): TemplateResult {
  return html`<p class="empty"><span class="status__spinner"></span><span class="unseen">${gettext("Loading…")}</span></p>`;
}
