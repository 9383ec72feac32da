/** What the pages of a group's info have in common. */

import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import type { ConversationView } from "../../store.js";
import { Part } from "../part.js";

export abstract class InfoPage extends Part {
  @property({ attribute: false }) view!: ConversationView;

  /** Was the focus here last? A button that is disabled or goes says nothing when it loses it. */
  #hasFocus = false;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("focusin", this.#focused);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("focusin", this.#focused);
  }

  /** What had the focus may go with what was done: then the focus stays in the panel. */
  protected override performUpdate(): void {
    super.performUpdate();
    if (!this.#hasFocus || document.activeElement !== document.body) return;
    this.closest(".panel")?.querySelector("h1")?.focus({ preventScroll: true });
  }

  /** What was asked for did not come. */
  protected missing(words: string, again: () => Promise<void>): TemplateResult {
    return html`<p class="alert alert--error" role="alert">${words}</p>
      <button class="button" @click=${again}>${gettext("Try again")}</button>`;
  }

  #focused = ({ target }: FocusEvent): void => {
    this.#hasFocus = target instanceof Node && this.contains(target);
  };
}
