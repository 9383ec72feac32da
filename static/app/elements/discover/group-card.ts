import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { ActionError } from "../../errors.js";
import type { GroupCard, StreamId } from "../../protocol.js";
import type { Topic } from "../../store.js";
import { comingPlace, emptyPlace, wayTo } from "../empty.js";
import { go, toast } from "../events.js";
import "../face.js";
import { field, isTooLong } from "../group/field.js";
import { Part } from "../part.js";
import { bdi, nameOf, sentence } from "../phrases.js";
import { placePane } from "../place-pane.js";
import { wordError } from "../refusals.js";
import { report } from "../report.js";
import { conversationPath } from "../router.js";
import "./group-preview.js";

const MOST_ANSWER = 200;

/** What a group shows to who is not in it, and the way in: by an invitation, or because it is public. */
export class GroupCardPlace extends Part {
  /** Of the invitation, "" without one. */
  @property({ attribute: false }) code = "";
  @property({ attribute: false }) stream: StreamId = "";
  @state() private found: GroupCard | undefined;
  @state() private missing: TemplateResult | undefined;
  @state() private answer = "";
  @state() private busy = false;
  @state() private error = "";

  #asked = "";

  protected override get topics(): Topic[] {
    return ["list", "people"];
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("code") || changed.has("stream")) void this.#find();
  }

  protected override render(): TemplateResult {
    const title = this.code ? gettext("Invitation") : gettext("Group");
    return placePane(this, title, this.missing ?? (this.found ? this.#card(this.found) : comingPlace()));
  }

  #card(card: GroupCard): TemplateResult {
    const { title, avatar = "", member_count: count, introduction, tags = [] } = card;
    const faces = card.faces.map((user) => this.store.person(user));
    return html`<article class="card">
        <div class="card__top">
          <happy-face class="face face--l" .people=${faces} .picture=${avatar}></happy-face>
          <div class="card__names">
            <h2 class="card__name">${bdi(title)}</h2>
            <p class="card__username">${sentence(ngettext("%(count)s member", "%(count)s members", count), { count })}</p>
          </div>
        </div>
        ${introduction ? html`<p class="card__bio" dir="auto">${introduction}</p>` : nothing}
        ${tags.length ? html`<ul class="card__tags" aria-label=${gettext("Tags")}>${tags.map((tag) => html`<li class="tag">${bdi(tag)}</li>`)}</ul>` : nothing}
        <ul class="card__faces" aria-label=${gettext("Members")}>
          ${faces.map(
            (person) => html`<li>
              <happy-face class="face face--s" title=${nameOf(person)} .people=${[person]}></happy-face><span class="unseen">${bdi(nameOf(person))}</span>
            </li>`,
          )}
        </ul>
        ${this.#way(card)} ${this.error ? html`<p class="alert alert--error" role="alert">${this.error}</p>` : nothing}
      </article>
      ${card.rows ? html`<happy-group-preview .store=${this.store} .messages=${this.store.groups.preview(card.rows)}></happy-group-preview>` : nothing}
      ${this.code ? nothing : this.#report(card)}`;
  }

  #way(card: GroupCard): TemplateResult {
    const standing = this.store.groups.standing(card.stream);
    if (standing === "member") {
      return html`<div class="card__actions">
        <a class="button button--primary" href=${conversationPath(card.stream)}>${gettext("Open")}</a>
      </div>`;
    } else if (standing === "waiting" && !this.code) {
      return html`<p role="status">${gettext("You have asked to join. An admin will answer.")}</p>
        <div class="card__actions">${this.#button(gettext("Take the request back"), "", () => this.store.groups.leave(card.stream))}</div>`;
    } else return this.#wayIn(card);
  }

  /** A good invitation is as good as an admin's yes. */
  #wayIn({ stream, join, question }: GroupCard): TemplateResult {
    const { code } = this;
    if (code || join === "open") {
      const enter = () => this.#join(code ? { code } : { stream });
      return html`<div class="card__actions">${this.#button(gettext("Join"), "button--primary", enter)}</div>`;
    } else if (join === "invitation") return html`<p class="alert">${gettext("Only who is invited comes into this group.")}</p>`;
    else {
      return html`<form class="form" novalidate @submit=${(event: Event) => this.#ask(event, stream)}>
        ${field({
          id: "join-answer",
          label: question || gettext("A word to the admins (not needed)"),
          value: this.answer,
          most: MOST_ANSWER,
          lines: 2,
          typed: (answer) => (this.answer = answer),
        })}
        <div class="card__actions">
          <button class="button button--primary" ?disabled=${this.busy || isTooLong(this.answer, MOST_ANSWER)}>${gettext("Ask to join")}</button>
        </div>
      </form>`;
    }
  }

  #button(words: string, kind: string, act: () => Promise<void>): TemplateResult {
    return html`<button class="button ${kind}" ?disabled=${this.busy} @click=${() => this.#do(act)}>${words}</button>`;
  }

  #report({ stream }: GroupCard): TemplateResult {
    return html`<p><button class="button button--quiet" @click=${() => report(this.store, { stream })}>${gettext("Report this group")}</button></p>`;
  }

  #ask(event: Event, stream: StreamId): void {
    event.preventDefault();
    void this.#do(() => this.#join({ stream }));
  }

  async #join(by: { stream: StreamId } | { code: string }): Promise<void> {
    const { stream, state: standing } = await this.store.groups.join(by, this.answer.trim());
    if (standing === "member") go(this, conversationPath(stream), { replace: true });
    else toast(this, gettext("You have asked to join. An admin will answer."));
  }

  async #do(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.error = "";
    try {
      await act();
    } catch (error) {
      if (isNotFound(error)) this.missing = this.#notHere();
      else this.error = wordError(error);
    } finally {
      this.busy = false;
    }
  }

  async #find(): Promise<void> {
    const { code, stream } = this;
    const asked = (this.#asked = `${code} ${stream}`);
    this.found = this.missing = undefined;
    this.answer = this.error = "";
    try {
      const card = await this.store.groups.card(code ? { code } : { id: stream });
      if (asked !== this.#asked) return;
      this.found = card;
      // Members have more than the card; who came by an invitation is told first where it leads.
      if (card.member && !code) go(this, conversationPath(stream), { replace: true });
    } catch (error) {
      if (asked === this.#asked) this.missing = isNotFound(error) ? this.#notHere() : this.#notNow(wordError(error));
    }
  }

  #notHere(): TemplateResult {
    if (this.code) {
      return emptyPlace({
        title: gettext("This invitation does not work"),
        text: gettext("It may be over, used up or taken back. Ask who sent it for a new one."),
        way: wayTo("/chats", gettext("To my conversations")),
      });
    } else {
      return emptyPlace({
        title: gettext("This group is not here"),
        text: gettext("It may be private, or have ended. Ask a member for an invitation."),
        way: wayTo("/discover", gettext("To the public groups")),
      });
    }
  }

  #notNow(text: string): TemplateResult {
    const way = html`<button class="button button--primary" @click=${() => this.#find()}>${gettext("Try again")}</button>`;
    return emptyPlace({ title: gettext("This could not be loaded"), text, way });
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof ActionError && error.code === "not_found";
}

customElements.define("happy-group-card", GroupCardPlace);
