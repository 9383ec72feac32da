/** The ends of a group for me: leaving it, ending it, and telling those who look after the site. */

import { html, nothing, type TemplateResult } from "lit";

import type { ConversationView, Store } from "../../store.js";
import { confirm } from "../confirm.js";
import { toast } from "../events.js";
import { icon, type IconName } from "../icons.js";
import { sentence } from "../phrases.js";
import { titleOf } from "../summary.js";
import { attempt } from "./attempt.js";

/** The rows at the foot of the first page. */
export function parting(source: EventTarget, store: Store, view: ConversationView): TemplateResult {
  return html`<ul class="sheet">
    <li class="sheet__item">${row("report", gettext("Report the group"), () => tell(store, view))}</li>
    <li class="sheet__item">${row("leave", gettext("Leave the group"), () => leave(source, store, view))}</li>
    ${view.role === "owner"
      ? html`<li class="sheet__item">${row("close", gettext("Dissolve the group"), () => dissolve(source, store, view))}</li>`
      : nothing}
  </ul>`;
}

function row(name: IconName, words: string, act: () => Promise<void>): TemplateResult {
  return html`<button class="row row--small row--button row--danger" @click=${act}>
    <span class="row__icon row__icon--calm">${icon(name)}</span>
    <span class="row__text">${words}</span>
  </button>`;
}

async function tell(store: Store, { id }: ConversationView): Promise<void> {
  const { report } = await import("../report.js");
  report(store, { stream: id });
}

async function leave(source: EventTarget, store: Store, view: ConversationView): Promise<void> {
  const isLast = view.info?.member_count === 1;
  if (view.role === "owner" && !isLast) {
    toast(source, gettext("The group is yours: hand it over to another member first."));
    return;
  }
  const yes = await confirm({
    title: sentence(gettext("Leave “%(group)s”?"), { group: titleOf(view, store) }),
    text: isLast
      ? gettext("You are the last one in it: the group will be closed.")
      : gettext("You will not see what is written here any more. To come back you have to be let in again."),
    yes: gettext("Leave"),
    dangerous: true,
  });
  if (yes) await attempt(source, () => store.groups.leave(view.id));
}

async function dissolve(source: EventTarget, store: Store, view: ConversationView): Promise<void> {
  const yes = await confirm({
    title: sentence(gettext("Dissolve “%(group)s”?"), { group: titleOf(view, store) }),
    text: gettext("It ends for all its members, and nobody can read what was said there any more. This cannot be undone."),
    yes: gettext("Dissolve"),
    dangerous: true,
  });
  if (yes) await attempt(source, () => store.groups.dissolve(view.id));
}
