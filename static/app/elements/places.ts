/** What stands beside the list: the place a person is in. */

import { html, type TemplateResult } from "lit";

import type { Store } from "../store.js";
import { emptyPlace, quietPlace } from "./empty.js";
import { open } from "./events.js";
import { icon } from "./icons.js";
import { findKeys } from "./key-help.js";
import type { Place } from "./router.js";

/** Draw a place; what it is made of is here. */
export function mainPlace(source: EventTarget, store: Store, place: Place): TemplateResult {
    switch (place.name) {
      case "conversation":
        return html`<happy-conversation
          class="frame__place"
          .store=${store}
          .stream=${place.stream}
          .seq=${place.seq}
        ></happy-conversation>`;
      case "group-info":
        return html`<happy-group-info
          class="frame__place frame__panel"
          .store=${store}
          .stream=${place.stream}
          .page=${place.page}
        ></happy-group-info>`;
      case "shelf":
        return html`<happy-shelf class="frame__place" .store=${store} .stream=${place.stream} .shelf=${place.shelf}></happy-shelf>`;
      case "requests":
        return html`<happy-requests class="frame__place" .store=${store}></happy-requests>`;
      case "new-group":
        return html`<happy-new-group class="frame__place" .store=${store}></happy-new-group>`;
      case "search":
        return html`<happy-search class="frame__place" .store=${store} .asked=${place.asked}></happy-search>`;
      case "invite":
        return html`<happy-group-card class="frame__place" .store=${store} .code=${place.code}></happy-group-card>`;
      case "group":
        return html`<happy-group-card class="frame__place" .store=${store} .stream=${place.stream}></happy-group-card>`;
      case "meet":
        return html`<happy-meet class="frame__place" .store=${store}></happy-meet>`;
      case "lobby":
        return html`<happy-lobby-door class="frame__place" .store=${store}></happy-lobby-door>`;
      case "discover":
        return emptyPlace({ title: gettext("Public groups"), text: gettext("Pick one to see what it is about.") });
      case "new-friends":
        return html`<happy-new-friends class="frame__place" .store=${store}></happy-new-friends>`;
      case "my-groups":
        return html`<happy-my-groups class="frame__place" .store=${store}></happy-my-groups>`;
      case "find":
        return html`<happy-find-people class="frame__place" .store=${store} .query=${place.query}></happy-find-people>`;
      case "person":
        return html`<happy-person-card class="frame__place" .store=${store} .username=${place.username}></happy-person-card>`;
      case "qr":
        return html`<happy-qr-card class="frame__place" .store=${store} .username=${place.username}></happy-qr-card>`;
      case "my-qr":
        return html`<happy-qr-card
          class="frame__place"
          .store=${store}
          .username=${store.profile?.username ?? ""}
        ></happy-qr-card>`;
      case "me":
        return html`<happy-person-card
          class="frame__place"
          .store=${store}
          .username=${store.profile?.username ?? ""}
        ></happy-person-card>`;
      case "profile":
        return html`<happy-profile-form class="frame__place" .store=${store}></happy-profile-form>`;
      case "favourites":
        return html`<happy-favourites class="frame__place" .store=${store}></happy-favourites>`;
      case "reminders":
        return html`<happy-reminders class="frame__place" .store=${store}></happy-reminders>`;
      case "scheduled":
        return html`<happy-scheduled class="frame__place" .store=${store}></happy-scheduled>`;
      case "appearance":
        return html`<happy-appearance class="frame__place" .store=${store}></happy-appearance>`;
      case "privacy":
        return html`<happy-privacy class="frame__place" .store=${store}></happy-privacy>`;
      case "data":
        return html`<happy-my-data class="frame__place" .store=${store}></happy-my-data>`;
      case "blocked":
        return html`<happy-blocked-people class="frame__place" .store=${store}></happy-blocked-people>`;
      case "account":
        return html`<happy-account class="frame__place" .store=${store}></happy-account>`;
      case "contacts":
        if (!store.friends.length) return quietPlace();
        return emptyPlace({ title: gettext("Your contacts"), text: gettext("Pick somebody to see their profile.") });
      case "chats":
        if (!store.conversations.length) return quietPlace();
        return emptyPlace({ title: gettext("Pick a conversation"), way: find(source) });
    }
}

function find(source: EventTarget): TemplateResult {
  return html`<button class="button" @click=${() => open(source, "switcher")}>
    ${icon("search", "s")} ${gettext("Find")} <kbd aria-hidden="true">${findKeys()}</kbd>
  </button>`;
}
