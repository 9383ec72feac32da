/** A message that was found, in two lines that lead to it. */

import { html, nothing, type TemplateResult } from "lit";

import { excerpt } from "../../excerpt.js";
import type { Hit, Store, Summary } from "../../store.js";
import type { Times } from "../../time.js";
import "../face.js";
import { bdi, nameOf } from "../phrases.js";
import { kindLabel } from "../preview.js";
import { conversationPath } from "../router.js";
import { facesOf, titleOf, whoIn } from "../summary.js";

export function foundRow(hit: Hit, store: Store, times: Times): TemplateResult {
  const { stream, message } = hit;
  const summary = summaryOf(stream, store);
  return html`<a class="row row--tall found" href=${conversationPath(stream, message.seq)}>
    <happy-face class="face" .people=${summary ? facesOf(summary, store) : []} .picture=${summary?.avatar ?? ""}></happy-face>
    <span class="row__text">
      <span class="row__line">
        <span class="row__name">${bdi(summary ? titleOf(summary, store) : "…")}</span>
        <time class="row__time" datetime=${message.at} title=${times.full(message.at)}>${times.short(message.at)}</time>
      </span>
      <span class="row__below">${foundText(hit, store)}</span>
    </span>
  </a>`;
}

/** Who said it, and the stretch of it around what was looked for. */
export function foundText({ stream, message, ranges }: Hit, store: Store): TemplateResult {
  const view = store.conversation(stream);
  const author = message.mine ? gettext("You") : nameOf((view ? whoIn(view, store) : (user: string) => store.person(user))(message.author));
  const label = kindLabel(message.kind);
  const names = message.body ? [] : (message.row?.attachments ?? []).map(({ name }) => name).filter(Boolean);
  return html`<span class="found__author">${bdi(author)}${gettext(": ")}</span>${label ? `${label} ` : nothing}<bdi
      >${excerpt(message.body || names.join(" "), ranges).map(({ text, found }) => (found ? html`<mark>${text}</mark>` : text))}</bdi
    >`;
}

/** Also of a group I have hidden. */
export function summaryOf(stream: string, store: Store): Summary | undefined {
  const isIt = ({ id }: Summary): boolean => id === stream;
  return store.conversations.find(isIt) ?? store.myGroups.find(isIt) ?? store.conversation(stream);
}
