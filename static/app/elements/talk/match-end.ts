import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import "../../words.js";
import type { ConversationView, Topic } from "../../store.js";
import { go, toast } from "../events.js";
import { once } from "../once.js";
import { pausedWords, wordSearchError } from "../meeting/words.js";
import { Part } from "../part.js";
import { bdi } from "../phrases.js";
import { conversationPath } from "../router.js";

/** Below a talk with somebody met by chance that is over: how that came, and the way on. */
export class MatchEnd extends Part {
  @property({ attribute: false }) view!: ConversationView;
  @state() busy = false;

  protected override get topics(): Topic[] {
    return ["me"];
  }

  protected override render(): TemplateResult {
    const { info, draft } = this.view;
    return html`${info?.closed ? this.#kept() : this.#over()}
    ${draft ? html`<p class="conversation__draft"><span class="row__draft">${gettext("[Draft]")}</span> ${bdi(draft)}</p>` : nothing}`;
  }

  #kept(): TemplateResult {
    return html`<p role="status">${gettext("You keep in touch, in the conversation you had already.")}</p>
      <button class="button button--primary button--small" ?disabled=${this.busy} @click=${() => this.#act(() => this.#goOn())}>
        ${gettext("Go on there")}
      </button>`;
  }

  #over(): TemplateResult {
    const { pausedUntil } = this.store.meeting;
    return html`<p role="status">${this.#how()} ${gettext("What was said can be read for a day, then it is gone.")}</p>
      ${pausedUntil ? html`<p>${pausedWords(pausedUntil, this.times)}</p>` : nothing}
      ${this.store.site?.match && !pausedUntil
        ? html`<button class="button button--primary button--small" ?disabled=${this.busy} @click=${() => this.#act(() => this.#again())}>
            ${gettext("Meet someone else")}
          </button>`
        : nothing}`;
  }

  #how(): string {
    const mine = this.view.messages.findLast(({ row }) => row?.notice === "parted")?.mine ?? false;
    if (this.view.info?.ended === "lost") {
      return mine
        ? gettext("You were away for too long, so the talk has ended.")
        : gettext("They lost their connection and did not come back.");
    } else return mine ? gettext("You have left.") : gettext("They have left.");
  }

  /** With the same wishes, as long as this is my last search. */
  async #again(): Promise<void> {
    const { meeting } = this.store;
    if (meeting.search?.stream === this.view.id) await meeting.next(this.view.id);
    go(this, "/discover/meet");
  }

  async #goOn(): Promise<void> {
    go(this, conversationPath(await this.store.openDirect(this.view.user!)));
  }

  async #act(act: () => Promise<void>): Promise<void> {
    await once(this, act, wordSearchError);
  }
}

customElements.define("happy-match-end", MatchEnd);
