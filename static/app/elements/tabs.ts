import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import type { Topic } from "../store.js";
import { badge } from "./badge.js";
import { icon, mark, type IconName } from "./icons.js";
import { Part } from "./part.js";
import type { Tab } from "./router.js";

interface Item {
  tab: Tab;
  icon: IconName;
  label: string;
  count: number;
  counted: string;
}

/** The ways to the main places: a rail on a wide screen, a bar below on others. */
export class Tabs extends Part {
  @property({ attribute: false }) current: Tab = "chats";

  protected override get topics(): Topic[] {
    return ["list", "contacts"];
  }

  protected override render(): TemplateResult {
    return html`<nav class="tabs" aria-label=${gettext("Main places")}>
      <a class="tabs__brand" href="/chats" aria-label="Happy Chat">${mark("tabs__mark")}</a>
      <ul class="tabs__items">
        ${this.#items().map((item) => this.#item(item))}
      </ul>
    </nav>`;
  }

  #items(): Item[] {
    const { unread, incoming } = this.store;
    return [
      {
        tab: "chats",
        icon: "chats",
        label: tabLabel("chats"),
        count: unread,
        counted: ngettext("unread message", "unread messages", unread),
      },
      {
        tab: "contacts",
        icon: "contacts",
        label: tabLabel("contacts"),
        count: incoming.length,
        counted: ngettext("friend request", "friend requests", incoming.length),
      },
      { tab: "discover", icon: "discover", label: tabLabel("discover"), count: 0, counted: "" },
      { tab: "me", icon: "me", label: tabLabel("me"), count: 0, counted: "" },
    ];
  }

  #item({ tab, icon: name, label, count, counted }: Item): TemplateResult {
    return html`<li class="tabs__item">
      <a class="tabs__link" href="/${tab}" aria-current=${tab === this.current ? "page" : nothing}>
        ${icon(name)} <span>${label}</span> ${badge(count, counted, "tabs__badge")}
      </a>
    </li>`;
  }
}

export function tabLabel(tab: Tab): string {
  switch (tab) {
    case "chats":
      return pgettext("main place", "Chats");
    case "contacts":
      return gettext("Contacts");
    case "discover":
      return gettext("Discover");
    case "me":
      return pgettext("main place", "Me");
  }
}

customElements.define("happy-tabs", Tabs);
