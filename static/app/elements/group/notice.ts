import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import { isAdmin } from "../../member_list.js";
import type { GroupNotice, NoticeReaders, UserId } from "../../protocol.js";
import { confirm } from "../confirm.js";
import { toast } from "../events.js";
import "../face.js";
import { linked } from "../linked.js";
import { inForm, once } from "../once.js";
import { bdi, isBlank, nameOf, sentence } from "../phrases.js";
import { whoIn } from "../summary.js";
import { field, isTooLong } from "./field.js";
import { InfoPage } from "./info-page.js";

const MOST_NOTICE = 1000;

/** The notice of a group: read and confirmed by its members, written by those who run it, who see who has not read it. */
export class GroupNoticePage extends InfoPage {
  /** What is being written; undefined while it is only shown. */
  @state() private draft: string | undefined;
  @state() private readers: NoticeReaders | undefined;
  @state() busy = false;
  @state() error = "";

  /** The revision whose readers are shown. */
  #asked = 0;

  protected override willUpdate(changed: PropertyValues): void {
    const { info, role } = this.view;
    const revision = info?.notice?.revision ?? 0;
    if (isAdmin(role) && !revision) this.draft ??= "";
    if (changed.has("view") && isAdmin(role) && revision && revision !== this.#asked) void this.#look(revision);
  }

  protected override render(): TemplateResult {
    const { info } = this.view;
    if (this.draft !== undefined) return this.#form(this.draft);
    else if (info?.notice) return html`${this.#shown(info.notice)} ${this.#readers()}`;
    else return html`<p class="empty__text">${gettext("There is no notice.")}</p>`;
  }

  #shown({ text, author, at, revision }: GroupNotice): TemplateResult {
    const { view } = this;
    const who = whoIn(view, this.store)(author);
    const isNew = view.noticeRead < revision && author !== this.store.user;
    return html`<article class="card">
      <p class="notice__text" dir="auto">${linked(text)}</p>
      <p class="card__username">${bdi(nameOf(who))} · <time datetime=${at}>${this.times.full(at)}</time></p>
      <div class="card__actions">
        ${isNew && !this.store.profile?.guest
          ? html`<button class="button button--primary" ?disabled=${this.busy} @click=${() => this.#read(revision)}>${gettext("I have read it")}</button>`
          : nothing}
        ${isAdmin(view.role)
          ? html`<button class="button" @click=${() => (this.draft = text)}>${gettext("Edit")}</button>
              <button class="button button--danger" ?disabled=${this.busy} @click=${this.#remove}>${gettext("Remove")}</button>`
          : nothing}
      </div>
    </article>`;
  }

  #form(draft: string): TemplateResult {
    const isReady = !isBlank(draft) && !isTooLong(draft, MOST_NOTICE) && draft !== this.view.info?.notice?.text;
    return html`<form class="form sheet sheet--padded" @submit=${this.#publish}>
      ${field({
        id: "group-notice",
        label: gettext("Group notice"),
        hint: gettext("Everybody is told, and asked to confirm that they have read it."),
        value: draft,
        most: MOST_NOTICE,
        lines: 8,
        typed: (value) => (this.draft = value),
      })}
      ${this.error ? html`<p class="alert alert--error" role="alert">${this.error}</p>` : nothing}
      <div class="form__actions">
        <button class="button button--primary" ?disabled=${!isReady || this.busy}>${gettext("Publish")}</button>
        ${this.view.info?.notice
          ? html`<button class="button" type="button" @click=${() => (this.draft = undefined)}>${gettext("Cancel")}</button>`
          : nothing}
      </div>
    </form>`;
  }

  #readers(): TemplateResult | typeof nothing {
    if (!isAdmin(this.view.role) || !this.readers) return nothing;
    const { read, unread } = this.readers;
    const total = read.length + unread.length;
    return html`<section class="sheet sheet--padded" aria-labelledby="readers-title">
      <div role="status">
        <h2 class="sheet__title" id="readers-title">
          ${sentence(gettext("%(count)s of %(total)s have read it"), { count: read.length, total })}
        </h2>
      </div>
      ${this.#people(gettext("Not yet"), unread)} ${this.#people(gettext("Read by"), read)}
      <div><button class="button button--small" ?disabled=${this.busy} @click=${() => this.#look(this.#asked)}>${gettext("Look again")}</button></div>
    </section>`;
  }

  #people(title: string, users: readonly UserId[]): TemplateResult | typeof nothing {
    if (!users.length) return nothing;
    const who = whoIn(this.view, this.store);
    return html`<div class="readers">
      <h3 class="requests__title">${title}</h3>
      <ul class="readers__people">
        ${users.map((user) => html`<li class="chip">
          <happy-face class="face face--xs" .people=${[this.store.person(user)]}></happy-face> ${bdi(nameOf(who(user)))}
        </li>`)}
      </ul>
    </div>`;
  }

  /** Who reads it tells nobody else: it is asked for when somebody looks. */
  async #look(revision: number): Promise<void> {
    this.#asked = revision;
    await once(this, async () => void (this.readers = await this.store.groups.noticeReaders(this.view.id)));
  }

  async #read(revision: number): Promise<void> {
    await once(this, () => this.store.groups.readNotice(this.view.id, revision));
    if (isAdmin(this.view.role)) void this.#look(revision);
  }

  async #publish(event: Event): Promise<void> {
    event.preventDefault();
    await inForm(this, async () => {
      await this.store.groups.update(this.view.id, { notice: this.draft!.trim() });
      this.draft = undefined;
      // Nobody but me has read the new one.
      this.#asked = 0;
      this.readers = undefined;
      this.requestUpdate("view");
    });
  }

  async #remove(): Promise<void> {
    const yes = await confirm({
      title: gettext("Remove the notice?"),
      text: gettext("Nobody will see it any more."),
      yes: gettext("Remove"),
      dangerous: true,
    });
    if (yes) await once(this, () => this.store.groups.update(this.view.id, { notice: "" }));
  }
}

customElements.define("happy-group-notice", GroupNoticePage);
