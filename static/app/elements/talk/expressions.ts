/** What stands beside emoji where one chooses something to say without words: a tab for each. */

import { html, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import "../../words.js";
import type { ConversationView } from "../../store.js";
import { Part } from "../part.js";
import "./emoji-picker.js";
import "./sticker-picker.js";

interface Tab {
  words: () => string;
  draw: (panel: Expressions) => TemplateResult;
}

const TABS: readonly Tab[] = [
  {
    words: () => gettext("Emoji"),
    draw: ({ store, hasSearchFocus }) =>
      html`<happy-emoji-picker class="emoji expressions__pane" .store=${store} .hasSearchFocus=${hasSearchFocus}></happy-emoji-picker>`,
  },
  {
    words: () => gettext("Stickers"),
    draw: ({ store, view }) => html`<happy-sticker-picker class="expressions__pane stickers" .store=${store} .view=${view}></happy-sticker-picker>`,
  },
];

/** Lets `happy-emoji` through; stickers are sent at once. */
export class Expressions extends Part {
  @property({ attribute: false }) view!: ConversationView;
  @property({ attribute: false }) hasSearchFocus = true;
  @state() private chosen = 0;

  protected override render(): TemplateResult {
    return html`<div class="expressions__tabs" role="tablist" @keydown=${this.#key}>
        ${TABS.map(
          ({ words }, index) => html`<button
            type="button"
            class="expressions__tab"
            role="tab"
            aria-selected=${index === this.chosen}
            aria-controls="expressions"
            tabindex=${index === this.chosen ? 0 : -1}
            @click=${() => (this.chosen = index)}
          >
            ${words()}
          </button>`,
        )}
      </div>
      <div class="expressions__panel" id="expressions" role="tabpanel" aria-label=${TABS[this.chosen]!.words()}>${TABS[this.chosen]!.draw(this)}</div>`;
  }

  #key(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.chosen = (this.chosen + step + TABS.length) % TABS.length;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus());
  }
}

customElements.define("happy-expressions", Expressions);
