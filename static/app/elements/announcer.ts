import { html, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import type { ConversationView, MessageView } from "../store.js";
import { Part } from "./part.js";
import { nameOf } from "./phrases.js";
import { messageLine } from "./preview.js";
import { whoIn } from "./summary.js";

/** So many of the latest messages are read aloud at once; more would only be noise. */
const MOST = 3;

/**
 * Reads new messages aloud: name, text, time. The log itself is silent, because in it older messages come and go
 * as one scrolls, and a screen reader would take them for new.
 */
export class Announcer extends Part {
  @property({ attribute: false }) view!: ConversationView;

  #heard = 0;
  #news: MessageView[] = [];

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("view")) this.#hear();
  }

  protected override render(): TemplateResult {
    return html`<div class="unseen" aria-live="polite">
      ${repeat(
        this.#news,
        ({ id }) => id,
        (message) => html`<p>${this.#spoken(message)}</p>`,
      )}
    </div>`;
  }

  /** Note the messages that came since last time. The first time nothing is new. */
  #hear(): void {
    const { lastSeq, messages, loaded, hasNewer } = this.view;
    if (!loaded || hasNewer) return;
    if (this.#heard > 0) {
      const news = messages.filter((message) => (message.seq ?? 0) > this.#heard && this.#isHeard(message));
      if (news.length) this.#news = news.slice(-MOST);
    }
    this.#heard = Math.max(this.#heard, lastSeq);
  }

  #isHeard({ mine, author }: MessageView): boolean {
    return !mine && !this.store.person(author).contact?.blocked;
  }

  #spoken(message: MessageView): string {
    const who = whoIn(this.view, this.store);
    const line = `${messageLine(message, this.store, who)}, ${this.times.hour(message.at)}`;
    if (message.kind === "notice" || message.recalled) return line;
    else return `${nameOf(who(message.author))}, ${line}`;
  }
}

customElements.define("happy-announcer", Announcer);
