import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import "../../words.js";
import type { Attachment } from "../../protocol.js";
import { toast } from "../events.js";
import { icon } from "../icons.js";
import { Part } from "../part.js";
import { sentence } from "../phrases.js";
import { clock, waveform } from "./waveform.js";

const RATES = [1, 1.5, 2];
const TOLD = ["play", "pause", "timeupdate"];

/** One for all: where one begins, the other ends. What is heard goes on when its message is out of sight. */
const audio = new Audio();
let heard = "";
let rate = 1;

/** A recording in a message. */
export class Voice extends Part {
  @property({ attribute: false }) voice!: Attachment;
  @property({ attribute: false }) mine = false;

  override connectedCallback(): void {
    super.connectedCallback();
    for (const name of TOLD) audio.addEventListener(name, this.#changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const name of TOLD) audio.removeEventListener(name, this.#changed);
  }

  protected override render(): TemplateResult {
    const { duration = 0, waveform: levels = [] } = this.voice;
    const [plays, at] = this.#isHeard ? [!audio.paused, Math.min(audio.currentTime, duration)] : [false, 0];
    const length = sentence(gettext("%(length)s long"), { length: clock(duration) });
    return html`<button class="voice__play" aria-label=${plays ? gettext("Pause") : gettext("Play")} @click=${this.#toggle}>
        ${icon(plays ? "pause" : "play")}
      </button>
      <span class="voice__wave">
        ${waveform(levels, at / duration)}
        <input
          class="voice__seek"
          type="range"
          min="0"
          max=${duration}
          step="0.1"
          .value=${String(at)}
          aria-label=${gettext("Position")}
          aria-valuetext=${clock(at)}
          @input=${this.#seek}
          @click=${(event: Event) => event.stopPropagation()}
        />
      </span>
      <span class="voice__time">${clock(at || duration)}<span class="unseen">${length}</span></span>
      ${this.#speed()}
      ${this.isUnheard ? html`<span class="voice__dot" role="img" aria-label=${gettext("Not played yet")}></span>` : nothing}`;
  }

  /** Is it somebody's, and did I not listen to it here? */
  get isUnheard(): boolean {
    return !this.mine && !this.store.files.played.has(this.voice);
  }

  async play(): Promise<void> {
    if (!this.#isHeard) {
      heard = this.voice.id;
      audio.src = this.voice.url;
    }
    audio.playbackRate = rate;
    this.store.files.played.add(this.voice);
    try {
      await audio.play();
    } catch (error) {
      // Another one was begun meanwhile.
      if (error instanceof DOMException && error.name === "AbortError") return;
      toast(this, gettext("This cannot be played here."));
    }
  }

  get #isHeard(): boolean {
    return heard === this.voice.id;
  }

  /** Its room is kept, so that nothing moves when one begins to listen. */
  #speed(): TemplateResult {
    const change = (event: Event): void => {
      event.stopPropagation();
      rate = RATES[(RATES.indexOf(rate) + 1) % RATES.length]!;
      audio.playbackRate = rate;
      this.requestUpdate();
    };
    return html`<button class="voice__speed ${this.#isHeard ? "voice__speed--on" : ""}" aria-label=${sentence(gettext("Speed %(rate)s"), { rate })} @click=${change}>${rate}×</button>`;
  }

  #toggle(event: Event): void {
    event.stopPropagation();
    if (this.#isHeard && !audio.paused) audio.pause();
    else void this.play();
  }

  async #seek(event: Event): Promise<void> {
    const at = Number((event.target as HTMLInputElement).value);
    if (!this.#isHeard) await this.play();
    audio.currentTime = at;
  }

  #changed = (): void => this.requestUpdate();
}

/** The next one below that nobody listened to here follows by itself. */
audio.addEventListener("ended", () => {
  const all = [...document.querySelectorAll<Voice>("happy-voice")];
  const at = all.findIndex(({ voice }) => voice.id === heard);
  heard = "";
  for (const one of all) one.requestUpdate();
  if (at >= 0) void all.slice(at + 1).find(({ isUnheard }) => isUnheard)?.play();
});

customElements.define("happy-voice", Voice);
