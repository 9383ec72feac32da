import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import type { Topic } from "../../store.js";
import "../face.js";
import { inForm } from "../once.js";
import { Part } from "../part.js";
import { sentence } from "../phrases.js";
import { wordSearchError } from "./words.js";

/** As the server does it: by then who named tags takes anybody, later whoever speaks other languages. */
const ANY_TAG_MS = 8_000;
const ANY_LANGUAGE_MS = 20_000;
const LOOK_MS = 1_000;

/** I wait for somebody: what is happening, how many wait, and the way out. Sends `happy-cancel`. */
export class Waiting extends Part {
  @state() private waited = 0;
  @state() busy = false;
  @state() error = "";

  #timer: number | undefined;

  protected override get topics(): Topic[] {
    return ["me", "people"];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const began = performance.now() - this.#before;
    const look = () => (this.waited = performance.now() - began);
    look();
    this.#timer = window.setInterval(look, LOOK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult {
    const count = this.store.meeting.waiting;
    return html`<div class="seeking__place" aria-hidden="true">
        <span class="seeking__ring"></span><span class="seeking__ring"></span><span class="seeking__ring"></span>
        <happy-face class="face face--l seeking__face" .people=${[this.store.person(this.store.user)]}></happy-face>
      </div>
      <h2 class="seeking__title">${gettext("Looking for somebody…")}</h2>
      <p class="seeking__text" role="status">${this.#phase()}</p>
      <p class="seeking__count">${count === undefined ? nothing : waitingWords(count)}</p>
      ${this.error ? html`<p class="alert alert--error" role="alert">${this.error}</p>` : nothing}
      <button class="button" ?disabled=${this.busy} @click=${this.#cancel}>${gettext("Cancel")}</button>`;
  }

  /** How long I had waited already, where the clocks agree more or less. */
  get #before(): number {
    const since = Date.parse(this.store.meeting.search?.since ?? "");
    return Math.max(0, Date.now() - since) || 0;
  }

  #phase(): string {
    const { tags = [], languages = [] } = this.store.meeting.search ?? {};
    if (tags.length && this.waited < ANY_TAG_MS) {
      return sentence(gettext("First somebody who shares: %(tags)s"), { tags: tags.join(gettext(", ")) });
    } else if (languages.length && this.waited < ANY_LANGUAGE_MS) {
      return tags.length
        ? gettext("Nobody who shares a tag is free. Now anybody who speaks your language will do.")
        : gettext("First somebody who speaks your language.");
    } else if (this.waited < ANY_LANGUAGE_MS) return gettext("It usually takes a few seconds.");
    else return gettext("As soon as somebody comes you meet them. You can do something else meanwhile, if you leave the page open.");
  }

  async #cancel(): Promise<void> {
    this.dispatchEvent(new CustomEvent("happy-cancel"));
    await inForm(this, () => this.store.meeting.stop(), wordSearchError);
  }
}

function waitingWords(count: number): string {
  const others = count - 1;
  if (others < 1) return gettext("Nobody else is waiting right now");
  else return sentence(ngettext("%(count)s other person is waiting", "%(count)s other people are waiting", others), { count: others });
}

customElements.define("happy-seeking", Waiting);
