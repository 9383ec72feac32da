import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";

import "../../words.js";
import type { Attachment } from "../../protocol.js";
import { icon } from "../icons.js";
import { Light } from "../part.js";
import { sentence } from "../phrases.js";
import { Zoom } from "./zoom.js";

const STEP = 1.5;

/** Show pictures and videos as large as the window, beginning with the one at `at`. */
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

/** One at a time: arrows and swipes go on, wheel, fingers, a double tap and + and - look closer, Esc closes. */
class Lightbox extends Light {
  @property({ attribute: false }) pictures: readonly Attachment[] = [];
  @property({ attribute: false }) at = 0;
  readonly #zoom = new Zoom(
    () => this.requestUpdate(),
    (by) => this.#go(this.at + by),
  );

  protected override firstUpdated(): void {
    this.querySelector("dialog")?.showModal();
    this.querySelector<HTMLElement>(".lightbox__stage")?.focus();
  }

  protected override render(): TemplateResult {
    const { pictures, at } = this;
    const shown = pictures[at]!;
    const words = this.#words(shown);
    return html`<dialog class="lightbox" aria-label=${words} @keydown=${this.#key} @close=${this.#closed}>
      <div class="lightbox__bar">
        <span class="lightbox__count" role="status">${pictures.length > 1 ? `${at + 1} / ${pictures.length}` : nothing}</span>
        <a class="icon-button" href=${shown.url} download=${shown.name} aria-label=${gettext("Download")}>${icon("down")}</a>
        <button class="icon-button" aria-label=${gettext("Close")} @click=${() => this.querySelector("dialog")!.close()}>${icon("close")}</button>
      </div>
      ${keyed(shown.id, shown.kind === "video" ? this.#video(shown) : this.#picture(shown, words))}
      ${at > 0 ? this.#way(-1, "back", gettext("Previous picture")) : nothing}
      ${at < pictures.length - 1 ? this.#way(1, "forward", gettext("Next picture")) : nothing}
    </dialog>`;
  }

  #words({ kind }: Attachment): string {
    const values = { number: this.at + 1, count: this.pictures.length };
    return sentence(kind === "video" ? gettext("Video %(number)s of %(count)s") : gettext("Picture %(number)s of %(count)s"), values);
  }

  #picture({ url, width, height, color }: Attachment, words: string): TemplateResult {
    const zoom = this.#zoom;
    return html`<div
      class="lightbox__stage ${zoom.scale > 1 ? "lightbox__stage--close" : ""}"
      tabindex="0"
      @dblclick=${zoom.toggle}
      @wheel=${zoom.wheel}
      @pointerdown=${zoom.down}
      @pointermove=${zoom.move}
      @pointerup=${zoom.up}
      @pointercancel=${zoom.up}
    >
      <img
        class="lightbox__picture"
        src=${url}
        alt=${words}
        width=${width ?? nothing}
        height=${height ?? nothing}
        draggable="false"
        .style=${`background-color: ${color}; ${zoom.style}`}
      />
    </div>`;
  }

  #video({ url, thumbnail = "" }: Attachment): TemplateResult {
    return html`<div class="lightbox__stage" tabindex="-1">
      <video class="lightbox__picture" src=${url} poster=${thumbnail} controls playsinline autoplay></video>
    </div>`;
  }

  #way(by: 1 | -1, drawing: "back" | "forward", label: string): TemplateResult {
    return html`<button class="icon-button lightbox__way lightbox__way--${drawing}" aria-label=${label} @click=${() => this.#go(this.at + by)}>
      ${icon(drawing)}
    </button>`;
  }

  #key(event: KeyboardEvent): void {
    const { key } = event;
    const to = { ArrowLeft: this.at - 1, ArrowRight: this.at + 1, Home: 0, End: this.pictures.length - 1 }[key];
    const scale = { "+": this.#zoom.scale * STEP, "=": this.#zoom.scale * STEP, "-": this.#zoom.scale / STEP, "0": 1 }[key];
    // A video's own controls have arrows, too.
    if (event.target instanceof HTMLVideoElement) return;
    else if (to !== undefined) this.#go(to);
    else if (scale !== undefined) this.#zoom.to(scale);
    else return;
    event.preventDefault();
  }

  #go(to: number): void {
    this.at = Math.min(Math.max(to, 0), this.pictures.length - 1);
    this.#zoom.reset();
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(".lightbox__stage")?.focus());
  }

  #closed(): void {
    this.dispatchEvent(new CustomEvent("happy-closed"));
  }
}

customElements.define("happy-lightbox", Lightbox);
