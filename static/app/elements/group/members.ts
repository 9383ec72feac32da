import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";

import { byRoleAndName, foundMembers } from "../../member_list.js";
import type { MemberView } from "../../store.js";
import { isLasting } from "../../time.js";
import "../face.js";
import { hereUnseen } from "../here.js";
import { icon } from "../icons.js";
import { bdi, nameOf, sentence } from "../phrases.js";
import { personPath } from "../router.js";
import { moveInRows } from "../rows.js";
import { InfoPage } from "./info-page.js";
import { mayAct, openMemberMenu, type Among } from "./member-menu.js";
import { nameHere } from "./names.js";

/** Everybody in a group, found by letters, each with what I can do about them. */
export class GroupMembers extends InfoPage {
  @state() private query = "";

  protected override render(): TemplateResult {
    const { members, info } = this.view;
    const found = foundMembers(byRoleAndName(members, this.store.page.locale), this.query);
    const count = info?.member_count ?? members.length;
    return html`<input
          class="field__input"
          type="search"
          aria-label=${gettext("Search among members")}
          placeholder=${gettext("Search among members")}
          autocomplete="off"
          .value=${this.query}
          @input=${(event: Event) => (this.query = (event.target as HTMLInputElement).value)}
        />
        ${members.length < count ? html`<p class="field__hint" role="status">${gettext("Loading…")}</p>` : nothing}
        ${found.length
          ? html`<ul class="sheet members" @keydown=${moveInRows}>
              ${repeat(
                found,
                ({ user }) => user,
                (member) => html`<li class="member" @contextmenu=${(event: MouseEvent) => this.#point(event, member)}>${this.#member(member)}</li>`,
              )}
            </ul>`
          : html`<p class="picker__none" role="status">${gettext("Nobody by that name.")}</p>`}`;
  }

  /** Of five hundred rows only those are drawn again of which something has changed. */
  #member(member: MemberView): unknown {
    const { person, role, nickname, mutedUntil } = member;
    return guard([person, role, nickname, mutedUntil, this.view.role], () => html`${this.#row(member)} ${this.#more(member)}`);
  }

  #row(member: MemberView): TemplateResult {
    const { person } = member;
    const other = nameOf(person) === nameHere(member) ? "" : nameOf(person);
    const inside = html`<happy-face class="face face--s" .people=${[person]}></happy-face>
      <span class="row__text">
        <span class="row__line"><span class="row__name">${bdi(nameHere(member))}</span>${hereUnseen(person)}</span>
        ${other ? html`<span class="row__last">${bdi(other)}</span>` : nothing}
      </span>
      ${this.#signs(member)}`;
    return person.username
      ? html`<a class="row row--small" href=${personPath(person.username)}>${inside}</a>`
      : html`<span class="row row--small">${inside}</span>`;
  }

  #more(member: MemberView): TemplateResult | typeof nothing {
    if (!mayAct(this.#among, member)) return nothing;
    const words = sentence(gettext("More about %(name)s"), { name: nameHere(member) });
    return html`<button class="icon-button member__more" aria-haspopup="menu" aria-label=${words} @click=${(event: Event) => this.#open(event, member)}>
      ${icon("more")}
    </button>`;
  }

  get #among(): Among {
    return { source: this, store: this.store, view: this.view };
  }

  #point(event: MouseEvent, member: MemberView): void {
    if (!mayAct(this.#among, member)) return;
    event.preventDefault();
    openMemberMenu(this.#among, member, { x: event.clientX, y: event.clientY });
  }

  #open(event: Event, { user }: MemberView): void {
    // As they are now: the row was drawn when something about them changed.
    const member = this.view.members.find((one) => one.user === user);
    if (member) openMemberMenu(this.#among, member, event.currentTarget as Element);
  }

  #signs({ role, mutedUntil }: MemberView): TemplateResult | typeof nothing {
    const words = { owner: gettext("Owner"), admin: gettext("Admin"), member: "" }[role];
    return html`${mutedUntil ? html`<span class="row__mark" title=${this.#silence(mutedUntil)}>${icon("muted", "s")}<span class="unseen">${this.#silence(mutedUntil)}</span></span>` : nothing}
    ${words ? html`<span class="tag">${words}</span>` : nothing}`;
  }

  #silence(until: string): string {
    if (isLasting(until)) return gettext("May not speak");
    else return sentence(gettext("May not speak until %(time)s"), { time: this.times.moment(until) });
  }
}

customElements.define("happy-group-members", GroupMembers);
