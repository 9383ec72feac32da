import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { Light } from "./part.js";

/**
 * The letters along the edge of a long list, for a thumb to slide over. Sends `happy-letter` with the one under it.
 * Keys and screen readers have the rows and the headings.
 */
export class LetterIndex extends Light {
  @property({ attribute: false }) letters: readonly string[] = [];
  @state() private touched = "";

  override connectedCallback(): void {
    super.connectedCallback();
    this.ariaHidden = "true";
    this.addEventListener("pointerdown", this.#slide);
    this.addEventListener("pointermove", this.#slide);
    for (const end of ["pointerup", "pointercancel"]) this.addEventListener(end, () => (this.touched = ""));
  }

  protected override render(): TemplateResult {
    return html`${this.letters.map((letter) => html`<span class="letters__letter">${letter}</span>`)}
    ${this.touched ? html`<span class="letters__touched">${this.touched}</span>` : nothing}`;
  }

  #slide = (event: PointerEvent): void => {
    if (event.buttons === 0) return;
    event.preventDefault();
    this.setPointerCapture(event.pointerId);
    // A thumb strays to the side: only its height counts.
    const { left, width } = this.getBoundingClientRect();
    const letter = document.elementFromPoint(left + width / 2, event.clientY)?.closest(".letters__letter")?.textContent;
    if (!letter || letter === this.touched) return;
    this.touched = letter;
    this.dispatchEvent(new CustomEvent("happy-letter", { detail: letter }));
  };
}

customElements.define("happy-letter-index", LetterIndex);
