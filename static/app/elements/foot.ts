import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";

import type { ConversationView, Refusal, Topic } from "../store.js";
import { isLasting } from "../time.js";
import "./asking.js";
import type { Composer } from "./composer.js";
import "./composer.js";
import { toast } from "./events.js";
import { Part } from "./part.js";
import { bdi, sentence } from "./phrases.js";
import { wordError, wordRefusal } from "./refusals.js";
import "./relation.js";

/** Below the messages: where more is written, or why that cannot be and what can be done. */
export class Foot extends Part {
  @property({ attribute: false }) view!: ConversationView;

  protected override get topics(): Topic[] {
    return ["people", "contacts"];
  }

  protected override render(): TemplateResult {
    const { refusal, user } = this.view;
    if (!refusal) return this.#composer();
    else if (this.view.kind === "match" && (refusal.code === "gone" || refusal.reason === "closed")) return this.#ended();
    else if (user !== undefined && refusal.code === "blocked") return this.#blocked(user);
    else if (user !== undefined && refusal.reason === "not_friends") return this.#parted(user);
    else return this.#closed(refusal);
  }

  /** What I had begun to write is not lost meanwhile. */
  #closed(refusal: Refusal): TemplateResult {
    const { writableAt, draft } = this.view;
    const isForNow = refusal.reason === "muted" && writableAt !== undefined && !isLasting(writableAt);
    const until = isForNow ? this.times.moment(writableAt) : "";
    return html`<div class="conversation__closed">
      <p role="status">${until ? sentence(gettext("You are muted here until %(until)s."), { until }) : wordRefusal(refusal)}</p>
      ${draft ? html`<p class="conversation__draft"><span class="row__draft">${gettext("[Draft]")}</span> ${bdi(draft)}</p>` : nothing}
    </div>`;
  }

  /** Two who met by chance, and part. */
  #ended(): TemplateResult {
    import("./talk/match-end.js").catch((error: unknown) => toast(this, wordError(error)));
    return html`<happy-match-end class="conversation__closed" .store=${this.store} .view=${this.view}></happy-match-end>`;
  }

  #composer(): TemplateResult {
    return html`${this.#waiting()}
    ${keyed(this.view.id, html`<happy-composer .store=${this.store} .view=${this.view}></happy-composer>`)}`;
  }

  /** Strangers: one of us has not answered the other yet. */
  #waiting(): TemplateResult | typeof nothing {
    const { request, unanswered: left, lastSeq } = this.view;
    if (request) {
      return html`<happy-asking .store=${this.store} .view=${this.view} @happy-answer=${this.#answer}></happy-asking>`;
    } else if (left === undefined) return nothing;
    else if (lastSeq === 0) {
      return html`<p class="conversation__note">
        ${gettext("You are not friends yet. What you write waits as a request until they answer.")}
      </p>`;
    } else {
      const words = ngettext(
        "Waiting for an answer. Until then you can write %(left)s more message.",
        "Waiting for an answer. Until then you can write %(left)s more messages.",
        left,
      );
      return html`<p class="conversation__note" role="status">${sentence(words, { left })}</p>`;
    }
  }

  #answer(): void {
    this.querySelector<Composer>("happy-composer")?.focus();
  }

  #blocked(user: string): TemplateResult {
    return html`<div class="conversation__closed">
      <p>${gettext("You have blocked this person. What they write does not reach you.")}</p>
      <button class="button button--small" @click=${() => this.#unblock(user)}>${gettext("Unblock")}</button>
    </div>`;
  }

  #parted(user: string): TemplateResult {
    return html`<div class="conversation__closed">
      <p>${gettext("You are not friends any more.")}</p>
      <happy-relation class="card__relation" .store=${this.store} .user=${user} .inTalk=${true}></happy-relation>
    </div>`;
  }

  async #unblock(user: string): Promise<void> {
    try {
      await this.store.people.unblock(user);
    } catch (error) {
      toast(this, wordError(error));
    }
  }
}

customElements.define("happy-foot", Foot);
