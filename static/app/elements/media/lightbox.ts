import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import "../../words.js";
import type { Attachment } from "../../protocol.js";
import { icon } from "../icons.js";
import { Light } from "../part.js";
import { sentence } from "../phrases.js";

/** Show pictures as large as the window, beginning with the one at `at`. */
export function openLightbox(pictures: readonly Attachment[], at: number): void {
  const before = document.activeElement;
  const element = new Lightbox();
  element.pictures = pictures;
  element.at = at;
  element.addEventListener("happy-closed", () => {
    element.remove();
    if (before instanceof HTMLElement) before.focus();
  });
  document.body.append(element);
}

/** One picture at a time: arrows go on, a click or Enter looks closer, Esc closes. */
class Lightbox extends Light {
  @property({ attribute: false }) pictures: readonly Attachment[] = [];
  @property({ attribute: false }) at = 0;
  @state() private close = false;

  protected override firstUpdated(): void {
    this.querySelector("dialog")?.showModal();
    this.querySelector<HTMLElement>(".lightbox__stage")?.focus();
  }

  protected override render(): TemplateResult {
    const { pictures, at } = this;
    const { url, name, width, height, color } = pictures[at]!;
    const words = sentence(gettext("Picture %(number)s of %(count)s"), { number: at + 1, count: pictures.length });
    return html`<dialog class="lightbox" aria-label=${words} @keydown=${this.#key} @close=${this.#closed}>
      <div class="lightbox__bar">
        <span class="lightbox__count" role="status">${pictures.length > 1 ? `${at + 1} / ${pictures.length}` : nothing}</span>
        <a class="icon-button" href=${url} download=${name} aria-label=${gettext("Download")}>${icon("down")}</a>
        <button class="icon-button" aria-label=${gettext("Close")} @click=${() => this.querySelector("dialog")!.close()}>${icon("close")}</button>
      </div>
      <button
        class="lightbox__stage ${this.close ? "lightbox__stage--close" : ""}"
        aria-label=${this.close ? gettext("See all of it") : gettext("Look closer")}
        @click=${() => (this.close = !this.close)}
      >
        <img class="lightbox__picture" src=${url} alt=${words} width=${width ?? nothing} height=${height ?? nothing} .style=${`background-color: ${color}`} />
      </button>
      ${at > 0 ? this.#way(-1, "back", gettext("Previous picture")) : nothing}
      ${at < pictures.length - 1 ? this.#way(1, "forward", gettext("Next picture")) : nothing}
    </dialog>`;
  }

  #way(by: 1 | -1, drawing: "back" | "forward", label: string): TemplateResult {
    return html`<button class="icon-button lightbox__way lightbox__way--${drawing}" aria-label=${label} @click=${() => this.#go(this.at + by)}>
      ${icon(drawing)}
    </button>`;
  }

  #key(event: KeyboardEvent): void {
    const last = this.pictures.length - 1;
    const to = { ArrowLeft: this.at - 1, ArrowRight: this.at + 1, Home: 0, End: last }[event.key];
    if (to !== undefined && !this.close) {
      event.preventDefault();
      this.#go(Math.min(Math.max(to, 0), last));
    } else if (event.key === "+" || event.key === "-") this.close = event.key === "+";
  }

  #go(at: number): void {
    this.at = at;
    this.close = false;
    this.querySelector<HTMLElement>(".lightbox__stage")?.focus();
  }

  #closed(): void {
    this.dispatchEvent(new CustomEvent("happy-closed"));
  }
}

customElements.define("happy-lightbox", Lightbox);
