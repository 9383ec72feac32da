import { html, nothing, type TemplateResult } from "lit";

import { byRoleAndName, isAdmin } from "../../member_list.js";
import type { MemberView } from "../../store.js";
import { badge } from "../badge.js";
import "../chat-settings.js";
import "../face.js";
import { icon, type IconName } from "../icons.js";
import { bdi, sentence } from "../phrases.js";
import { groupInfoPath, personPath, type GroupPageName } from "../router.js";
import { facesOf, titleOf } from "../summary.js";
import { InfoPage } from "./info-page.js";
import { parting } from "./leaving.js";
import { nameHere } from "./names.js";

/** As many faces as make three lines in the panel, with the one that adds. */
const MOST_FACES = 14;

/** The first page of a group: what it says of itself, who is in it, and the ways to the rest. */
export class GroupOverview extends InfoPage {
  protected override render(): TemplateResult {
    return html`${this.#head()} ${this.#members()} ${this.#pages()}
      <happy-chat-settings .store=${this.store} .view=${this.view}></happy-chat-settings>
      ${parting(this, this.store, this.view)}`;
  }

  #head(): TemplateResult {
    const { view } = this;
    const { introduction, tags = [], settings } = view.info!;
    return html`<article class="card">
      <div class="card__top">
        <happy-face class="face face--l" .people=${facesOf(view, this.store)} .picture=${view.avatar ?? ""}></happy-face>
        <div class="card__names">
          <h2 class="card__name">${bdi(titleOf(view, this.store))}</h2>
          <p class="card__username">${this.#count()}${settings?.public ? ` · ${gettext("Public group")}` : nothing}</p>
        </div>
        ${this.#isRunning
          ? html`<div class="card__signs">
              <a class="icon-button" href=${groupInfoPath(view.id, "edit")} aria-label=${gettext("Edit the group")}>${icon("edit")}</a>
            </div>`
          : nothing}
      </div>
      ${introduction ? html`<p class="card__bio" dir="auto">${introduction}</p>` : nothing}
      ${tags.length ? html`<div class="notes">${tags.map((tag) => html`<span class="tag">${bdi(tag)}</span>`)}</div>` : nothing}
    </article>`;
  }

  get #isGuest(): boolean {
    return this.store.profile?.guest ?? false;
  }

  get #isRunning(): boolean {
    return isAdmin(this.view.role) && !this.#isGuest;
  }

  #pages(): TemplateResult {
    const { info, noticeRead, members } = this.view;
    const { text = "", revision = 0, author } = info?.notice ?? {};
    const isNew = noticeRead < revision && author !== this.store.user;
    const nickname = members.find(({ user }) => user === this.store.user)?.nickname ?? "";
    return html`<ul class="sheet">
      ${text || this.#isRunning
        ? this.#page("notice", "notice", gettext("Group notice"), {
            below: text || gettext("None yet"),
            ...(isNew ? { sign: html`<span class="dot"><span class="unseen">${gettext("Not read yet")}</span></span>` } : {}),
          })
        : nothing}
      ${this.#isGuest ? nothing : this.#page("nickname", "me", gettext("My name in this group"), { below: nickname })}
      ${this.#mayAdd() ? this.#page("links", "link", gettext("Invite by link")) : nothing}
      ${this.#isRunning ? this.#ofAdmins(info?.waiting ?? 0) : nothing}
    </ul>`;
  }

  #ofAdmins(waiting: number): TemplateResult {
    const sign = badge(waiting, ngettext("request to join", "requests to join", waiting));
    return html`${this.#page("requests", "new-friends", gettext("Requests to join"), { sign })}
      ${this.#page("settings", "settings", gettext("Group settings"))} ${this.#page("log", "log", gettext("Log"))}`;
  }

  #page(page: GroupPageName, name: IconName, words: string, { below = "", sign }: { below?: string; sign?: unknown } = {}): TemplateResult {
    return html`<li class="sheet__item">
      <a class="row row--small" href=${groupInfoPath(this.view.id, page)}>
        <span class="row__icon row__icon--calm">${icon(name)}</span>
        <span class="row__text">
          ${words} ${below ? html`<span class="row__below">${bdi(below)}</span>` : nothing}
        </span>
        ${sign ?? nothing}
        <span class="row__mark">${icon("forward", "s")}</span>
      </a>
    </li>`;
  }

  #count(): string {
    const count = this.view.info?.member_count ?? this.view.members.length;
    return sentence(ngettext("%(count)s member", "%(count)s members", count), { count });
  }

  #members(): TemplateResult {
    const { id, members } = this.view;
    const shown = byRoleAndName(members, this.store.page.locale).slice(0, MOST_FACES);
    return html`<section class="sheet" aria-labelledby="group-members-title">
      <h2 class="unseen" id="group-members-title">${gettext("Members")}</h2>
      <ul class="tiles">
        ${shown.map((member) => html`<li>${tile(member)}</li>`)}
        ${this.#mayAdd()
          ? html`<li>
              <a class="tile" href=${groupInfoPath(id, "add")}>
                <span class="face face--m tile__add">${icon("add")}</span>
                <span class="tile__name">${gettext("Add")}</span>
              </a>
            </li>`
          : nothing}
      </ul>
      <a class="row row--small row--apart" href=${groupInfoPath(id, "members")}>
        <span class="row__text">${gettext("All members")}</span>
        <span class="row__note">${this.view.info?.member_count}</span>
        <span class="row__mark">${icon("forward", "s")}</span>
      </a>
    </section>`;
  }

  #mayAdd(): boolean {
    const { info, role } = this.view;
    return !this.#isGuest && (isAdmin(role) || info?.settings?.invite !== "admins");
  }
}

/** A face and a name, which lead to the profile. */
function tile(member: MemberView): TemplateResult {
  const { person } = member;
  const inside = html`<happy-face class="face face--m" .people=${[person]}></happy-face>
    <span class="tile__name">${bdi(nameHere(member))}</span>`;
  return person.username
    ? html`<a class="tile" href=${personPath(person.username)}>${inside}</a>`
    : html`<span class="tile">${inside}</span>`;
}

customElements.define("happy-group-overview", GroupOverview);
