import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import type { ConversationView } from "../store.js";
import { chatItems, type ChatItem } from "./chat-menu.js";
import { icon } from "./icons.js";
import { Part } from "./part.js";
import { bdi } from "./phrases.js";

/** What I arrange of a conversation for myself, each thing in a row: the menu of its row in the list, laid open. */
export class ChatSettings extends Part {
  @property({ attribute: false }) view!: ConversationView;

  protected override render(): TemplateResult {
    return html`<section class="sheet" aria-labelledby="chat-settings-title">
      <h2 class="unseen" id="chat-settings-title">${gettext("For me alone")}</h2>
      ${this.#items(this).map((item, index) => this.#row(item, index))}
    </section>`;
  }

  /** What opens a menu opens it at the row. */
  #items(place: Element): ChatItem[] {
    return chatItems({ store: this.store, view: this.view, source: this, place });
  }

  #row({ icon: name, words, now, dangerous }: ChatItem, index: number): TemplateResult {
    return html`<button
      class="row row--small row--button ${dangerous ? "row--danger" : ""}"
      @click=${(event: Event) => this.#items(event.currentTarget as Element)[index]!.act()}
    >
      <span class="row__icon row__icon--calm">${name ? icon(name) : nothing}</span>
      <span class="row__text">${words} ${now ? html`<span class="row__below">${bdi(now)}</span>` : nothing}</span>
    </button>`;
  }
}

customElements.define("happy-chat-settings", ChatSettings);
