/** A block of code within a message. */

import { html, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import type { Coloured } from "../colours.js";
import { copyText } from "./events.js";
import { icon } from "./icons.js";
import { Light } from "./part.js";

export class Code extends Light {
  @property({ attribute: false }) text = "";
  /** As it stood behind the ticks, in small letters; "" where nothing did. */
  @property({ attribute: false }) language = "";
  /** Of this text, once it was seen and its colours have come. */
  @state() private parts: readonly Coloured[] = [];

  readonly #sight = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) void this.#colour();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sight.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sight.disconnect();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("text") && !changed.has("language")) return;
    this.parts = [];
    // What is in sight is told of anew.
    this.#sight.unobserve(this);
    this.#sight.observe(this);
  }

  protected override render(): TemplateResult {
    const copy = gettext("Copy the code");
    return html`<div class="code__head">
        <span class="code__language" dir="ltr">${this.language}</span>
        <button class="code__copy" aria-label=${copy} title=${copy} @click=${this.#copy}>${icon("copy", "s")}</button>
      </div>
      <pre class="code__text" dir="ltr" tabindex="0" role="group" aria-label=${gettext("Code")}><code>${this.#shown()}</code></pre>`;
  }

  #shown(): unknown {
    if (!this.parts.length) return this.text;
    return this.parts.map(({ text, kind }) => (kind ? html`<span class="code__${kind}">${text}</span>` : text));
  }

  /** Without its colours it is the same code. */
  async #colour(): Promise<void> {
    const { text, language } = this;
    this.#sight.unobserve(this);
    if (!language) return;
    const { coloured } = await import("../colours.js").catch(() => ({ coloured: () => [] }));
    if (text === this.text && language === this.language) this.parts = coloured(text, language);
  }

  /** The bubble around it has other plans for a click. */
  #copy(event: Event): void {
    event.stopPropagation();
    void copyText(this, this.text);
  }
}

customElements.define("happy-code", Code);
