import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import type { Summary, Topic } from "../store.js";
import { badge } from "./badge.js";
import "./chat-row.js";
import { emptyPlace, wayTo } from "./empty.js";
import { go, open } from "./events.js";
import { foldersOf } from "./folders.js";
import { icon } from "./icons.js";
import { findKeys } from "./key-help.js";
import { openMenu } from "./menu.js";
import { Part } from "./part.js";
import { bdi, namesOf } from "./phrases.js";
import { moveInRows } from "./rows.js";
import { titleOf } from "./summary.js";

/** The list of conversations. */
export class Chats extends Part {
  /** The conversation on screen, or `requests`. */
  @property({ attribute: false }) current: string | undefined;
  /** Only what is in this folder is shown. */
  @state() private folder = "";
  /** Whether what is archived is shown; until somebody says so, only where it is on screen. */
  @state() private unfolded: boolean | undefined;

  protected override get topics(): Topic[] {
    return ["list", "people"];
  }

  protected override render(): TemplateResult {
    return html`<section class="frame__list pane" aria-labelledby="chats-title">
      <h1 class="unseen" id="chats-title" tabindex="-1">${pgettext("main place", "Chats")}</h1>
      <div class="pane__head">
        <button class="pane__find" @click=${() => open(this, "switcher")}>
          ${icon("search", "s")} <span>${gettext("Find")}</span> <kbd aria-hidden="true">${findKeys()}</kbd>
        </button>
        <button class="icon-button" aria-label=${gettext("New")} aria-haspopup="menu" @click=${this.#add}>${icon("add")}</button>
      </div>
      <div class="pane__body" @keydown=${moveInRows}>${this.#body()}</div>
    </section>`;
  }

  #add(event: Event): void {
    void openMenu(event.currentTarget as Element, gettext("New"), [
      { icon: "group", words: gettext("New group"), act: () => go(this, "/groups/new") },
      { icon: "add-person", words: gettext("Find people"), act: () => go(this, "/contacts/find") },
    ]);
  }

  #body(): TemplateResult {
    const { conversations, loaded } = this.store;
    if (!loaded) return html`<p class="unseen">${gettext("Connecting…")}</p>`;
    else if (!conversations.length) return this.#nobody();

    const folders = foldersOf(this.store);
    const folder = folders.includes(this.folder) ? this.folder : "";
    const listed = conversations.filter((summary) => !summary.request && (!folder || summary.folder === folder));
    return html`${this.#folders(folders, folder)} ${folder ? nothing : html`${this.#due()} ${this.#requests()}`}
    ${this.#rows(listed.filter(({ archived }) => !archived))} ${this.#archived(listed.filter(({ archived }) => archived))}`;
  }

  #folders(folders: readonly string[], chosen: string): TemplateResult | typeof nothing {
    if (!folders.length) return nothing;
    const chip = (folder: string, words: TemplateResult | string) =>
      html`<button class="tag tag--button" aria-pressed=${folder === chosen} @click=${() => (this.folder = folder)}>${words}</button>`;
    return html`<div class="pane__chips" role="group" aria-label=${gettext("Folders")}>
      ${chip("", gettext("All"))} ${folders.map((folder) => chip(folder, bdi(folder)))}
    </div>`;
  }

  /** Put away behind one row, until something new comes. */
  #archived(summaries: readonly Summary[]): TemplateResult | typeof nothing {
    if (!summaries.length) return nothing;
    const isOpen = this.unfolded ?? summaries.some(({ id }) => id === this.current);
    const unread = summaries.filter((summary) => summary.unread > 0).length;
    const names = summaries.map((summary) => titleOf(summary, this.store)).join(gettext(", "));
    return html`<button
        class="row row--button"
        aria-expanded=${isOpen}
        aria-controls="archived"
        @click=${() => (this.unfolded = !isOpen)}
      >
        <span class="row__icon row__icon--calm">${icon("archive")}</span>
        <span class="row__text">
          <span class="row__line">
            <span class="row__name">${gettext("Archived")}</span>
            ${badge(unread, ngettext("unread conversation", "unread conversations", unread), "badge--muted")}
          </span>
          ${isOpen ? nothing : html`<span class="row__line"><span class="row__last">${names}</span></span>`}
        </span>
        <span class="row__mark ${isOpen ? "row__mark--open" : ""}">${icon("forward", "s")}</span>
      </button>
      <div id="archived" ?hidden=${!isOpen}>${isOpen ? this.#rows(summaries) : nothing}</div>`;
  }

  /** Until they are done. */
  #due(): TemplateResult | typeof nothing {
    const { length } = this.store.messages.keeping.due;
    if (!length) return nothing;
    return html`<a class="row row--small" href="/me/reminders">
      <span class="row__icon">${icon("reminder")}</span>
      <span class="row__text">
        <span class="row__line">
          <span class="row__name">${gettext("Reminders")}</span>
          ${badge(length, ngettext("reminder whose time has come", "reminders whose time has come", length))}
        </span>
      </span>
    </a>`;
  }

  /** Those of strangers stand in a place of their own, behind one row. */
  #requests(): TemplateResult | typeof nothing {
    const requests = this.store.conversations.filter(({ request }) => request);
    if (!requests.length) return nothing;
    const unread = requests.filter((summary) => summary.unread > 0).length;
    return html`<a class="row" href="/chats/requests" aria-current=${this.current === "requests" ? "true" : nothing}>
      <span class="row__icon">${icon("message")}</span>
      <span class="row__text">
        <span class="row__line"><span class="row__name">${gettext("Message requests")}</span></span>
        <span class="row__line">
          <span class="row__last">${namesOf(requests.map(({ user = "" }) => this.store.person(user)))}</span>
          ${badge(unread, ngettext("message request", "message requests", unread))}
        </span>
      </span>
    </a>`;
  }

  #rows(summaries: readonly Summary[]): TemplateResult {
    return html`<ul>
      ${repeat(
        summaries,
        ({ id }) => id,
        (summary) => html`<li>
          <happy-chat-row .store=${this.store} .summary=${summary} .current=${summary.id === this.current}></happy-chat-row>
        </li>`,
      )}
    </ul>`;
  }

  #nobody(): TemplateResult {
    return emptyPlace({
      title: gettext("No conversations yet"),
      text: gettext("Find somebody you know and ask to be friends. When they say yes, you can talk here."),
      way: wayTo("/contacts/find", gettext("Find people")),
    });
  }
}

customElements.define("happy-chats", Chats);
