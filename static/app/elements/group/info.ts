import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";

import { isAdmin } from "../../member_list.js";
import type { ConversationView, Topic } from "../../store.js";
import { comingPlace } from "../empty.js";
import { go, goUp, toast } from "../events.js";
import { icon } from "../icons.js";
import { Part } from "../part.js";
import { sentence } from "../phrases.js";
import { conversationPath, groupInfoPath, type GroupPageName } from "../router.js";
import { titleOf } from "../summary.js";
import "./about.js";
import "./add-members.js";
import "./links.js";
import "./log.js";
import "./members.js";
import "./nickname.js";
import "./notice.js";
import "./overview.js";
import "./requests.js";
import "./settings.js";

const OF_ADMINS: readonly GroupPageName[] = ["edit", "requests", "settings", "log"];

/** All about one group: beside its conversation, or in its place. */
export class GroupInfo extends Part {
  @property({ attribute: false }) stream = "";
  @property({ attribute: false }) page: GroupPageName = "";

  /** Of the group that was shown last: it is gone when I am told of my leaving. */
  #title = "";
  /** The group, and how many of its members were missing when they were last asked for. */
  #asked = "";

  protected override get topics(): Topic[] {
    return [`conversation:${this.stream}`, "people", "me"];
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("stream")) return;
    this.#title = "";
    void this.#look();
  }

  protected override updated(): void {
    const view = this.store.conversation(this.stream);
    if (view?.info && view.role && view.kind === "group") {
      this.#title = titleOf(view, this.store);
      void this.#complete(view);
      // Who runs it no more has nothing to do there.
      if (OF_ADMINS.includes(this.page) && !isAdmin(view.role)) go(this, groupInfoPath(this.stream), { replace: true });
    } else if (this.#title && !view?.role) this.#ended();
  }

  /** The focus waits for the page, too. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const done = await super.getUpdateComplete();
    await this.querySelector<Part>(".panel__page")?.updateComplete;
    return done;
  }

  protected override render(): TemplateResult {
    const view = this.store.conversation(this.stream);
    // Where there is room the first page stands beside the conversation, and is closed; one goes back from the others.
    return html`<section class="pane pane--ground panel ${this.page ? "" : "panel--first"}" aria-label=${gettext("Group info")}>
      <header class="pane__head">
        <button class="icon-button panel__back" aria-label=${gettext("Back")} @click=${() => goUp(this)}>${icon("back")}</button>
        <h1 class="pane__title" tabindex="-1">${this.#words(view)}</h1>
        ${this.page
          ? nothing
          : html`<button class="icon-button panel__close" aria-label=${gettext("Close")} @click=${() => goUp(this)}>${icon("close")}</button>`}
      </header>
      <div class="pane__body"><div class="pane__column">${view?.info?.settings ? keyed(this.stream, this.#body(view)) : comingPlace()}</div></div>
    </section>`;
  }

  #words(view: ConversationView | undefined): string {
    switch (this.page) {
      case "":
        return gettext("Group info");
      case "members":
        return sentence(gettext("Members (%(count)s)"), { count: view?.info?.member_count ?? "" });
      case "add":
        return gettext("Add members");
      case "edit":
        return gettext("Edit the group");
      case "notice":
        return gettext("Group notice");
      case "nickname":
        return gettext("My name in this group");
      case "requests":
        return gettext("Requests to join");
      case "links":
        return gettext("Invite by link");
      case "settings":
        return gettext("Group settings");
      case "log":
        return gettext("Log");
    }
  }

  #body(view: ConversationView): TemplateResult {
    const { page, store } = this;
    switch (page) {
      case "":
        return html`<happy-group-overview class="panel__page" .store=${store} .view=${view}></happy-group-overview>`;
      case "members":
        return html`<happy-group-members class="panel__page" .store=${store} .view=${view}></happy-group-members>`;
      case "add":
        return html`<happy-add-members class="panel__page" .store=${store} .view=${view}></happy-add-members>`;
      case "edit":
        return html`<happy-group-about class="panel__page" .store=${store} .view=${view}></happy-group-about>`;
      case "notice":
        return html`<happy-group-notice class="panel__page" .store=${store} .view=${view}></happy-group-notice>`;
      case "nickname":
        return html`<happy-group-nickname class="panel__page" .store=${store} .view=${view}></happy-group-nickname>`;
      case "requests":
        return html`<happy-join-requests class="panel__page" .store=${store} .view=${view}></happy-join-requests>`;
      case "links":
        return html`<happy-group-links class="panel__page" .store=${store} .view=${view}></happy-group-links>`;
      case "settings":
        return html`<happy-group-settings class="panel__page" .store=${store} .view=${view}></happy-group-settings>`;
      case "log":
        return html`<happy-group-log class="panel__page" .store=${store} .view=${view}></happy-group-log>`;
    }
  }

  /** Who comes here by an address may hold nothing of the group yet; what is no group of mine has no such page. */
  async #look(): Promise<void> {
    const { stream } = this;
    await this.store.groups.look(stream);
    if (stream !== this.stream || this.#title) return;
    if (this.store.conversation(stream)?.kind !== "group") go(this, conversationPath(stream), { replace: true });
  }

  /** Of a large group the members come by pages; they are asked for again when others are missing. */
  async #complete({ id, info, members }: ConversationView): Promise<void> {
    const missing = (info?.member_count ?? 0) - members.length;
    const asked = `${id} ${info?.member_count} ${members.length}`;
    if (missing <= 0 || asked === this.#asked) return;
    this.#asked = asked;
    try {
      await this.store.groups.loadMembers(id);
    } catch {
      // Without a line those are shown who are known; the next change asks again.
      this.#asked = "";
    }
  }

  /** I left, was removed, or nobody is in it any more. */
  #ended(): void {
    const words = {
      left: gettext("You left “%(group)s”."),
      dissolved: gettext("“%(group)s” was dissolved."),
      removed: gettext("You were removed from “%(group)s”."),
    };
    const why = this.store.groups.endOf(this.stream);
    toast(this, sentence(words[why ?? "removed"], { group: this.#title }));
    this.#title = "";
    // What I could not send stays there for copying.
    const isEmpty = !this.store.conversation(this.stream);
    go(this, isEmpty ? "/chats" : conversationPath(this.stream), { replace: true });
  }
}

customElements.define("happy-group-info", GroupInfo);
