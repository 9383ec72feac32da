import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import "../../words.js";
import type { ConversationView, Topic } from "../../store.js";
import { confirm } from "../confirm.js";
import { go, toast } from "../events.js";
import { icon } from "../icons.js";
import { once } from "../once.js";
import { wordSearchError } from "../meeting/words.js";
import { Part } from "../part.js";
import { nameOf, phrase, sentence } from "../phrases.js";
import { report } from "../report.js";

/** Above a talk with somebody met by chance: why them, and what becomes of us. */
export class MatchBar extends Part {
  @property({ attribute: false }) view!: ConversationView;
  @state() busy = false;

  protected override get topics(): Topic[] {
    return ["me", "people"];
  }

  /** Both wanted it: the talk is one of two friends now. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.store.conversation(this.view.id)?.kind === "direct") toast(this, gettext("You are friends now: the talk stays."));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { info, user } = this.view;
    if (!info || user === undefined || info.ended || info.closed) return nothing;
    const name = nameOf(this.store.person(user));
    const { tags = [] } = info;
    return html`<section class="bar match" aria-label=${gettext("Met by chance")}>
      <p class="match__words">
        ${icon("match", "s")}
        <span>
          ${tags.length
            ? phrase(gettext("You have met %(name)s. You share: %(tags)s"), { name, tags: tags.join(gettext(", ")) })
            : phrase(gettext("You have met %(name)s by chance."), { name })}
          <span class="match__wanted" role="status">${this.#standing(user)}</span>
        </span>
      </p>
      <div class="match__actions">
        ${this.#keeps(this.store.user) ? nothing : this.#keepButton()}
        <button class="button button--small" ?disabled=${this.busy} @click=${this.#next}>${gettext("Next")}</button>
        <button class="button button--small" ?disabled=${this.busy} @click=${this.#stop}>${gettext("Leave")}</button>
        <button class="icon-button" aria-label=${sentence(gettext("Report %(name)s"), { name })} @click=${() => report(this.store, { stream: this.view.id })}>
          ${icon("report")}
        </button>
      </div>
    </section>`;
  }

  /** Who would like to stay in touch, and whether they are still there. */
  #standing(user: string): string {
    const { online, seen_at: wentAt } = this.store.person(user);
    if (!online && wentAt) return gettext("Their connection is lost. If they are not back in a few seconds, the talk ends.");
    else if (this.#keeps(this.store.user)) return gettext("You would like to keep in touch: now it is up to them.");
    else return this.#keeps(user) ? gettext("They would like to keep in touch with you!") : "";
  }

  #keepButton(): TemplateResult {
    const isAsked = this.#keeps(this.view.user);
    return html`<button
      class="button button--small ${isAsked ? "button--primary" : ""}"
      ?disabled=${this.busy}
      @click=${() => this.#act(() => this.store.meeting.keep(this.view.id))}
    >
      ${gettext("Keep in touch")}
    </button>`;
  }

  #keeps(user: string | undefined): boolean {
    return user !== undefined && (this.view.info?.keep ?? []).includes(user);
  }

  async #next(): Promise<void> {
    if (!(await this.#isSure(gettext("Leave and meet the next one?")))) return;
    await this.#act(async () => {
      await this.store.meeting.next(this.view.id);
      go(this, "/discover/meet");
    });
  }

  async #stop(): Promise<void> {
    if (await this.#isSure(gettext("Leave this talk?"))) await this.#act(() => this.store.meeting.stop(this.view.id));
  }

  /** Where both have written there is something to lose. */
  async #isSure(title: string): Promise<boolean> {
    const authors = new Set(this.view.messages.filter(({ kind }) => kind !== "notice").map(({ mine }) => mine));
    if (authors.size < 2) return true;
    return confirm({
      title,
      text: gettext("You do not find each other again by this. What was said can be read for a day, then it is gone."),
      yes: gettext("Leave"),
      dangerous: true,
    });
  }

  async #act(act: () => Promise<void>): Promise<void> {
    await once(this, act, wordSearchError);
  }
}

customElements.define("happy-match-bar", MatchBar);
