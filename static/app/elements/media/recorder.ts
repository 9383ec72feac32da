import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import "../../words.js";
import type { ConversationView } from "../../store.js";
import { toast } from "../events.js";
import { icon } from "../icons.js";
import { Part } from "../part.js";
import { wordError } from "../refusals.js";
import { Recording, type Recorded } from "./recording.js";
import { clock, waveform } from "./waveform.js";

const LONGEST_S = 300;
const SHORTEST_S = 0.5;
/** From here on it says how much is left. */
const WARNED_S = 10;

/** In the composer's place while something is recorded. Sends `happy-recorded` when it is over. */
export class Recorder extends Part {
  @property({ attribute: false }) view!: ConversationView;
  @state() private recording: Recording | undefined;
  /** What could not be sent yet. */
  @state() private recorded: Recorded | undefined;
  @state() private busy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.recording?.drop();
    this.recording = undefined;
  }

  /** A finger that held the button is lifted. */
  lifted(): void {
    if (this.recording) void this.#finish();
  }

  protected override render(): TemplateResult {
    const { recording, recorded } = this;
    const seconds = recording?.seconds ?? recorded?.duration ?? 0;
    const left = Math.ceil(LONGEST_S - seconds);
    return html`<div class="recorder" role="group" aria-label=${gettext("Voice message")} @keydown=${this.#key}>
      <button class="icon-button" type="button" aria-label=${gettext("Throw it away")} @click=${this.#over}>${icon("clear")}</button>
      <span class="recorder__time ${recording ? "recorder__time--on" : ""}" role="timer">${clock(seconds)}</span>
      <span class="recorder__wave">${waveform(recording?.levels ?? recorded?.waveform ?? [], 1)}</span>
      ${recording && left <= WARNED_S ? html`<span class="recorder__left" role="status">${clock(left)}</span>` : nothing}
      <button class="button button--primary recorder__send" type="button" ?disabled=${this.busy || !(recording || recorded)} @click=${this.#finish}>
        ${this.busy ? gettext("Sending…") : gettext("Send")}
      </button>
    </div>`;
  }

  async #begin(): Promise<void> {
    try {
      const recording = await Recording.begin(() => this.#heard());
      if (!this.isConnected) return recording.drop();
      this.recording = recording;
      await this.updateComplete;
      this.querySelector<HTMLElement>(".recorder__send")?.focus();
    } catch {
      toast(this, gettext("The microphone cannot be used. Allow it in the settings of the browser."));
      this.#over();
    }
  }

  #heard(): void {
    this.requestUpdate();
    if (this.recording && this.recording.seconds >= LONGEST_S) void this.#finish();
  }

  #finish = async (): Promise<void> => {
    const { recording } = this;
    this.recording = undefined;
    if (recording && recording.seconds < SHORTEST_S) {
      recording.drop();
      toast(this, gettext("That was too short."));
      return this.#over();
    }
    this.busy = true;
    try {
      this.recorded ??= await recording?.finish();
      if (this.recorded) await this.store.files.sendVoice(this.view.id, this.recorded);
      this.#over();
    } catch (error) {
      toast(this, wordError(error));
    } finally {
      this.busy = false;
    }
  };

  #key(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.#over();
  }

  #over = (): void => {
    this.dispatchEvent(new CustomEvent("happy-recorded", { bubbles: true }));
  };
}

customElements.define("happy-recorder", Recorder);
