/** What is said below the composer: that it will be sent later, when one may write again, how much still fits. */

import { html, nothing, type TemplateResult } from "lit";

import type { ConversationView } from "../store.js";
import { sentence } from "./phrases.js";

export const MAX_CHARACTERS = 8000;
export const MAX_CAPTION = 1000;
/** So many before the end the counter shows. */
export const COUNTED = 200;

export function offlineNote(): TemplateResult {
  return html`<span>${gettext("You are offline: it will be sent when you are back.")}</span>`;
}

/** So many seconds until I may write again. */
export function waitIn({ writableAt }: ConversationView): number {
  return Math.ceil((Date.parse(writableAt ?? "") - Date.now()) / 1000) || 0;
}

export function slowNote(view: ConversationView): TemplateResult | typeof nothing {
  const seconds = view.info?.settings?.slow;
  if (waitIn(view) <= 0 || !seconds) return nothing;
  const words = ngettext("Slow mode: one message in %(seconds)s second.", "Slow mode: one message in %(seconds)s seconds.", seconds);
  return html`<span role="status">${sentence(words, { seconds })}</span>`;
}

/** How many characters are left, once they become few. */
export function counter(left: number): TemplateResult | typeof nothing {
  if (left > COUNTED) return nothing;
  const words =
    left < 0
      ? ngettext("%(count)s character too many", "%(count)s characters too many", -left)
      : ngettext("%(count)s character left", "%(count)s characters left", left);
  return html`<span class="composer__left ${left < 0 ? "composer__left--over" : ""}" role="status">
    ${sentence(words, { count: Math.abs(left) })}
  </span>`;
}
