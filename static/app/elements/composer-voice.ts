/** The composer's microphone: held, what is said is sent when it is let go; tapped, when one says so. */

import { html, nothing, type ReactiveController, type TemplateResult } from "lit";

import type { ConversationView, Store } from "../store.js";
import { toast } from "./events.js";
import { icon } from "./icons.js";
import type { Recorder } from "./media/recorder.js";
import type { Part } from "./part.js";
import { wordError } from "./refusals.js";

/** Shorter is a tap. */
const HELD_MS = 500;

export class ComposerVoice implements ReactiveController {
  readonly #host: Part & { store: Store; view: ConversationView };
  isOpen = false;

  constructor(host: Part & { view: ConversationView }) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.isOpen = false;
  }

  /** Browsers give no microphone to pages without TLS. */
  button(): TemplateResult | typeof nothing {
    if (!("MediaRecorder" in window) || !("mediaDevices" in navigator)) return nothing;
    const words = gettext("Voice message");
    return html`<button
      type="button"
      class="icon-button composer__voice"
      aria-label=${words}
      title=${words}
      @pointerdown=${this.#pressed}
      @click=${this.#open}
      @contextmenu=${(event: Event) => event.preventDefault()}
    >
      ${icon("mic")}
    </button>`;
  }

  bar(): TemplateResult | typeof nothing {
    if (!this.isOpen) return nothing;
    const { store, view } = this.#host;
    return html`<happy-recorder .store=${store} .view=${view} @happy-recorded=${this.#close}></happy-recorder>`;
  }

  #pressed = ({ button }: PointerEvent): void => {
    if (button !== 0) return;
    const begunAt = performance.now();
    const lifted = (): void => {
      if (performance.now() - begunAt > HELD_MS) this.#host.querySelector<Recorder>("happy-recorder")?.lifted?.();
    };
    addEventListener("pointerup", lifted, { once: true });
    this.#open();
  };

  #open = (): void => {
    if (this.isOpen) return;
    this.#set(true);
    import("./media/recorder.js").catch((error: unknown) => {
      toast(this.#host, wordError(error));
      this.#set(false);
    });
  };

  #close = async (): Promise<void> => {
    this.#set(false);
    await this.#host.updateComplete;
    this.#host.querySelector<HTMLElement>(".composer__voice")?.focus();
  };

  #set(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.#host.requestUpdate();
  }
}
