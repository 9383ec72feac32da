/** Below a bubble: how people reacted. A press puts mine there or takes it away; resting on one tells who. */

import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import type { OwnEmoji } from "../emoji/habits.js";
import type { MessageView } from "../store.js";
import { inTalk } from "./events.js";
import { LongPress } from "./long-press.js";
import { emojiSign } from "./own-emoji.js";
import { Light } from "./part.js";
import { sentence } from "./phrases.js";

export interface Chip {
  emoji: string;
  count: number;
  mine: boolean;
  /** Those who reacted so, as far as there is room for names. */
  names: string;
}

export const NO_CHIPS: readonly Chip[] = [];

export class Reactions extends Light {
  @property({ attribute: false }) message!: MessageView;
  @property({ attribute: false }) own: OwnEmoji = new Map();
  @property({ attribute: false }) chips: readonly Chip[] = NO_CHIPS;

  readonly #press = new LongPress(() => this.#tellWho());

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#press.end();
  }

  protected override render(): TemplateResult {
    return html`<ul class="reactions__list" aria-label=${gettext("Reactions")} @contextmenu=${this.#asked} @pointerdown=${(event: PointerEvent) => this.#press.begin(event)}>
      ${this.chips.map((chip) => html`<li>${this.#chip(chip)}</li>`)}
    </ul>`;
  }

  #chip({ emoji, count, mine, names }: Chip): TemplateResult {
    const words = ngettext("%(emoji)s, %(count)s: %(names)s", "%(emoji)s, %(count)s: %(names)s", count);
    return html`<button
      class="reactions__one ${mine ? "reactions__one--mine" : ""}"
      aria-pressed=${mine}
      aria-label=${sentence(words, { emoji, count, names })}
      title=${names}
      @click=${() => this.#toggle(emoji, !mine)}
    >
      <span class="reactions__emoji">${emojiSign(emoji, this.own)}</span> <span>${count}</span>
    </button>`;
  }

  #toggle(emoji: string, on: boolean): void {
    const { seq } = this.message;
    inTalk(this, ({ store, view }) => store.messages.react(view.id, seq!, emoji, on));
  }

  /** A right click, or the menu key. */
  #asked(event: Event): void {
    event.preventDefault();
    this.#tellWho();
  }

  #tellWho(): void {
    inTalk(this, async (talk) => (await import("./talk/reaction-list.js")).showReactions(talk, this.message));
  }
}

customElements.define("happy-reactions", Reactions);
