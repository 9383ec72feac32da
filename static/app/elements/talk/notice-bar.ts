import { html, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import type { GroupNotice } from "../../protocol.js";
import type { ConversationView, Topic } from "../../store.js";
import { toast } from "../events.js";
import { icon } from "../icons.js";
import { linked } from "../linked.js";
import { once } from "../once.js";
import { Part } from "../part.js";
import { bdi, nameOf, phrase } from "../phrases.js";
import { whoIn } from "../summary.js";

/** The notice of a group: in full until I say that I have read it, then in one line. */
export class NoticeBar extends Part {
  @property({ attribute: false }) view!: ConversationView;
  @state() private open = false;
  @state() busy = false;

  protected override get topics(): Topic[] {
    return ["people"];
  }

  protected override render(): TemplateResult {
    const notice = this.view.info!.notice!;
    const isNew = this.view.kind === "group" && this.view.noticeRead < notice.revision && notice.author !== this.store.user;
    return html`<section class="bar" aria-label=${gettext("Group notice")}>
      ${isNew || this.open ? this.#full(notice, isNew) : this.#line(notice)}
    </section>`;
  }

  #line({ text }: GroupNotice): TemplateResult {
    return html`<button class="bar__line" aria-expanded="false" @click=${() => this.#show(true)}>
      ${icon("notice", "s")} <span class="unseen">${gettext("Group notice")}</span>
      <span class="bar__text">${bdi(text)}</span> ${icon("down", "s")}
    </button>`;
  }

  #full(notice: GroupNotice, isNew: boolean): TemplateResult {
    const { text, author, at } = notice;
    const name = nameOf(whoIn(this.view, this.store)(author));
    return html`<div class="bar__full">
      <h2 class="bar__title">${icon("notice", "s")} ${gettext("Group notice")}</h2>
      <p class="bar__words" dir="auto" tabindex="0">${linked(text)}</p>
      <div class="bar__foot">
        <p class="bar__by">${phrase(gettext("%(name)s, %(time)s"), { name, time: this.times.inSentence(at) })}</p>
        ${isNew
          ? html`<button class="button button--primary button--small" ?disabled=${this.busy} @click=${() => this.#read(notice)}>
              ${gettext("I have read it")}
            </button>`
          : html`<button class="button button--small" aria-expanded="true" @click=${() => this.#show(false)}>${gettext("Fold")}</button>`}
      </div>
    </div>`;
  }

  async #read({ revision }: GroupNotice): Promise<void> {
    await once(this, async () => {
      await this.store.groups.readNotice(this.view.id, revision);
      this.#show(false);
    });
  }

  /** The button that was pressed goes: the focus stays with what comes in its place. */
  #show(open: boolean): void {
    this.open = open;
    void this.updateComplete.then(() => this.querySelector("button")?.focus());
  }
}

customElements.define("happy-notice-bar", NoticeBar);
