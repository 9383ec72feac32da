import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { ActionError } from "../../errors.js";
import { isAdmin } from "../../member_list.js";
import type { InvitationLink, NewLink } from "../../protocol.js";
import type { Topic } from "../../store.js";
import { choice } from "../choice.js";
import { confirm } from "../confirm.js";
import { copyText, toast } from "../events.js";
import { icon } from "../icons.js";
import { nameOf, sentence } from "../phrases.js";
import { wordError } from "../refusals.js";
import { shareButton } from "../share.js";
import { titleOf, whoIn } from "../summary.js";
import { attempt } from "./attempt.js";
import { InfoPage } from "./info-page.js";

const HOUR_S = 60 * 60;
const DAY_S = 24 * HOUR_S;

/** Links that let people in: made by who may invite, seen and revoked by those who run the group. */
export class GroupLinks extends InfoPage {
  @state() private seconds = 7 * DAY_S;
  @state() private uses = 0;
  /** The one that was made last: only now its address is known. */
  @state() private made: NewLink | undefined;
  @state() private links: readonly InvitationLink[] = [];
  @state() private busy = false;
  @state() private error = "";

  protected override get topics(): Topic[] {
    return ["people"];
  }

  /** Who came may have come by one of them. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("view")?.info;
    if (!this.hasUpdated || (changed.has("view") && before?.member_count !== this.view.info?.member_count)) void this.#look();
  }

  protected override render(): TemplateResult {
    return html`${this.made ? this.#new(this.made) : this.#form()}
    ${this.error ? html`<p class="alert alert--error" role="alert">${this.error}</p>` : nothing} ${this.#list()}`;
  }

  #form(): TemplateResult {
    return html`<form class="form sheet sheet--padded" @submit=${this.#make}>
      <p class="field__hint">${gettext("Whoever has the link comes in without being asked anything.")}</p>
      ${choice({
        name: "link-seconds",
        legend: gettext("Good for"),
        options: [
          [String(DAY_S), gettext("A day")],
          [String(7 * DAY_S), gettext("A week")],
          [String(30 * DAY_S), gettext("30 days")],
          ["0", gettext("Ever")],
        ],
        chosen: String(this.seconds),
        choose: (value) => (this.seconds = Number(value)),
      })}
      ${choice({
        name: "link-uses",
        legend: gettext("Lets in"),
        options: [
          ["1", gettext("One person")],
          ["10", gettext("10 people")],
          ["100", gettext("100 people")],
          ["0", gettext("Any number")],
        ],
        chosen: String(this.uses),
        choose: (value) => (this.uses = Number(value)),
      })}
      <div class="form__actions">
        <button class="button button--primary" ?disabled=${this.busy}>${icon("link", "s")} ${gettext("Make a link")}</button>
      </div>
    </form>`;
  }

  #new({ id, code, url }: NewLink): TemplateResult {
    const group = titleOf(this.view, this.store);
    return html`<article class="card card--qr" aria-label=${gettext("New link")}>
      <img class="card__qr" src="/invite/${encodeURIComponent(code)}/qr.svg" alt=${sentence(gettext("QR code of the invitation to “%(group)s”"), { group })} />
      <input class="field__input" readonly aria-label=${gettext("Link to the group")} .value=${url} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
      <p class="field__hint">${gettext("Copy it now: it is not shown again.")}</p>
      <div class="card__actions">
        <button class="button button--primary" @click=${() => copyText(this, url)}>${icon("copy", "s")} ${gettext("Copy the link")}</button>
        ${shareButton(group, url)}
        <button class="button" @click=${() => (this.made = undefined)}>${gettext("Done")}</button>
        ${isAdmin(this.view.role)
          ? nothing
          : html`<button class="button button--danger" ?disabled=${this.busy} @click=${() => this.#revoke(id)}>${gettext("Revoke")}</button>`}
      </div>
    </article>`;
  }

  #list(): TemplateResult | typeof nothing {
    if (!isAdmin(this.view.role) || !this.links.length) return nothing;
    return html`<section class="requests" aria-labelledby="links-title">
      <h2 class="requests__title" id="links-title">${gettext("Links that let people in")}</h2>
      <ul class="requests">
        ${repeat(
          this.links,
          ({ id }) => id,
          (link) => html`<li class="request">${this.#link(link)}</li>`,
        )}
      </ul>
    </section>`;
  }

  #link(link: InvitationLink): TemplateResult {
    const { id, author, uses, used, expires_at: end } = link;
    const name = nameOf(whoIn(this.view, this.store)(author));
    const count = uses
      ? sentence(gettext("Used %(used)s of %(uses)s times"), { used, uses })
      : sentence(ngettext("Used %(used)s time", "Used %(used)s times", used), { used });
    const until = end ? sentence(gettext("Good until %(time)s"), { time: this.times.moment(end) }) : gettext("Good for ever");
    return html`<span class="request__person">
        <span class="request__text">
          <span class="request__name">${sentence(gettext("By %(name)s"), { name })}</span>
          <br /><span class="request__greeting">${count} · ${until}</span>
        </span>
      </span>
      <button
        class="button button--danger"
        ?disabled=${this.busy}
        aria-label=${sentence(gettext("Revoke the link by %(name)s"), { name })}
        @click=${() => this.#revoke(id)}
      >
        ${gettext("Revoke")}
      </button>`;
  }

  async #make(event: Event): Promise<void> {
    event.preventDefault();
    this.busy = true;
    this.error = "";
    try {
      this.made = await this.store.groups.makeLink(this.view.id, this.seconds, this.uses);
      await this.updateComplete;
      this.querySelector<HTMLElement>(".card__actions button")?.focus({ preventScroll: true });
      await this.#look();
    } catch (error) {
      const isMost = error instanceof ActionError && error.code === "quota";
      this.error = isMost ? gettext("There are too many links: revoke some first.") : wordError(error);
    } finally {
      this.busy = false;
    }
  }

  async #revoke(id: string): Promise<void> {
    const yes = await confirm({
      title: gettext("Revoke this link?"),
      text: gettext("Nobody comes in by it any more. Who came stays."),
      yes: gettext("Revoke"),
      dangerous: true,
    });
    if (!yes) return;
    this.busy = true;
    if (await attempt(this, () => this.store.groups.revokeLink(this.view.id, id))) {
      toast(this, gettext("Revoked."));
      if (this.made?.id === id) this.made = undefined;
    }
    await this.#look();
    this.busy = false;
  }

  async #look(): Promise<void> {
    if (!isAdmin(this.view.role)) return;
    try {
      this.links = [...(await this.store.groups.list(this.view.id, "invitations"))].reverse();
    } catch (error) {
      this.error = wordError(error);
    }
  }
}

customElements.define("happy-group-links", GroupLinks);
