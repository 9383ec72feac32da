/** Who a conversation is with, and what is found above it. */

import { html, nothing, type TemplateResult } from "lit";

import type { ConversationView, Store } from "../store.js";
import type { Times } from "../time.js";
import { backButton } from "./back.js";
import { badge } from "./badge.js";
import "./face.js";
import { presenceWords } from "./here.js";
import { icon } from "./icons.js";
import { bdi, sentence } from "./phrases.js";
import { groupInfoPath, personPath } from "./router.js";
import { facesOf, titleOf } from "./summary.js";

/** Is the search open, and what opens and closes it. */
interface Search {
  isOpen: boolean;
  turn: () => void;
}

export function conversationHead(source: EventTarget, store: Store, times: Times, view: ConversationView, search: Search): TemplateResult {
  const person = view.user === undefined ? undefined : store.person(view.user);
  const who = html`<happy-face class="face face--s" .people=${facesOf(view, store)} .picture=${view.avatar ?? ""}></happy-face>
    <div class="conversation__names">
      <h1 class="conversation__title" id="conversation-title" tabindex="-1">${bdi(titleOf(view, store))}</h1>
      <p class="conversation__about">${about(view, store, times)}</p>
    </div>`;
  return html`<header class="conversation__head">
    ${backButton(source)}
    ${person?.username
      ? html`<a class="conversation__who" href=${personPath(person.username)}>${who}</a>`
      : view.kind === "group"
        ? html`<a class="conversation__who" href=${groupInfoPath(view.id)}>${who} ${waiting(view)} ${groupMark()}</a>`
        : html`<div class="conversation__who">${who}</div>`}
    <button class="icon-button" aria-expanded=${search.isOpen} aria-label=${gettext("Search in this conversation")} @click=${search.turn}>
      ${icon("search")}
    </button>
    ${view.kind === "group" ? nothing : more(source, store, view)}
  </header>`;
}

function about(view: ConversationView, store: Store, times: Times): string {
  if (view.user !== undefined) {
    const person = store.person(view.user);
    return presenceWords(person, times) || (person.guest ? gettext("Guest") : person.username ? `@${person.username}` : "");
  } else if (view.kind === "lobby") {
    const { count } = store.lobby.people;
    return count ? sentence(ngettext("%(count)s person here", "%(count)s people here", count), { count }) : "";
  } else {
    const count = view.info?.member_count ?? view.members.length;
    return count ? sentence(ngettext("%(count)s person", "%(count)s people", count), { count }) : "";
  }
}

/** A group has it in its info. */
function more(source: EventTarget, store: Store, { id }: ConversationView): TemplateResult {
  const open = async (event: Event): Promise<void> => {
    const place = event.currentTarget as Element;
    const { openChatMenu } = await import("./chat-menu.js");
    openChatMenu(store, id, source, place);
  };
  return html`<button class="icon-button" aria-haspopup="menu" aria-label=${gettext("More")} @click=${open}>${icon("more")}</button>`;
}

/** Those who run a group see who asks to join. */
function waiting({ info, role }: ConversationView): TemplateResult | typeof nothing {
  const count = role === "member" ? 0 : (info?.waiting ?? 0);
  return badge(count, ngettext("request to join", "requests to join", count));
}

function groupMark(): TemplateResult {
  return html`<span class="conversation__more">${icon("more")}<span class="unseen">${gettext("Group info")}</span></span>`;
}
