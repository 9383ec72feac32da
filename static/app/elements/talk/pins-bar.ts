import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { ActionError } from "../../errors.js";
import { mayPin } from "../../rights.js";
import type { ConversationView, MessageView, Topic } from "../../store.js";
import { jump, toast } from "../events.js";
import { icon } from "../icons.js";
import type { Who } from "../notices.js";
import { Part } from "../part.js";
import { bdi, nameOf, sentence } from "../phrases.js";
import { messageText } from "../preview.js";
import { wordError } from "../refusals.js";
import { whoIn } from "../summary.js";

/** What is pinned in a conversation: the newest pin in one line, all of them in a list. Each leads to its message. */
export class PinsBar extends Part {
  @property({ attribute: false }) view!: ConversationView;

  /** The messages asked for last: they are not asked for again before something changes. */
  #asked = "";

  protected override get topics(): Topic[] {
    return ["people"];
  }

  protected override willUpdate(): void {
    void this.#fetch();
  }

  /** All may be unpinned while one looks at them. */
  protected override updated(): void {
    if (!this.view.pins.length) this.#dialog?.close();
  }

  protected override render(): TemplateResult {
    const { pins } = this.view;
    const [newest] = pins;
    if (!newest) return html``;
    const all = ngettext("%(count)s pinned message", "All %(count)s pinned messages", pins.length);
    return html`<section class="bar bar--pins" aria-label=${gettext("Pinned messages")}>
        <button class="bar__line" @click=${() => this.#go(newest)}>
          ${icon("pinned", "s")} <span class="bar__text">${this.#said(newest)}</span>
        </button>
        <button
          class="bar__all"
          aria-haspopup="dialog"
          aria-label=${sentence(all, { count: pins.length })}
          @click=${() => this.#dialog?.showModal()}
        >
          ${pins.length > 1 ? pins.length : ""} ${icon("log", "s")}
        </button>
      </section>
      ${this.#list()}`;
  }

  #list(): TemplateResult {
    return html`<dialog class="dialog" aria-labelledby="pins-title">
      <div class="dialog__head">
        <h2 id="pins-title">${gettext("Pinned messages")}</h2>
        <button class="icon-button" aria-label=${gettext("Close")} @click=${() => this.#dialog?.close()}>${icon("close")}</button>
      </div>
      <ul class="pins">
        ${repeat(
          this.view.pins,
          ({ id }) => id,
          (pin) => html`<li class="pins__item">
            <button class="pins__message" @click=${() => this.#go(pin)}>
              <span class="pins__by">${bdi(this.#name(pin))} · ${this.times.inSentence(pin.at)}</span>
              <span class="pins__text" dir="auto">${messageText(pin, this.store, this.#who)}</span>
            </button>
            ${mayPin(this.view)
              ? html`<button class="icon-button" aria-label=${gettext("Unpin")} title=${gettext("Unpin")} @click=${() => this.#unpin(pin)}>
                  ${icon("close")}
                </button>`
              : ""}
          </li>`,
        )}
      </ul>
    </dialog>`;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.querySelector("dialog");
  }

  #said(pin: MessageView): TemplateResult {
    return html`${bdi(this.#name(pin))}: ${messageText(pin, this.store, this.#who)}`;
  }

  get #who(): Who {
    return whoIn(this.view, this.store);
  }

  #name({ author }: MessageView): string {
    return nameOf(this.#who(author));
  }

  #go({ seq }: MessageView): void {
    this.#dialog?.close();
    jump(this, seq!);
  }

  async #unpin({ seq }: MessageView): Promise<void> {
    try {
      await this.store.messages.pin(this.view.id, seq!, false);
    } catch (error) {
      toast(this, wordError(error));
    }
  }

  /** What was pinned long ago is not among the messages that are held. */
  async #fetch(): Promise<void> {
    const { id, info, pins } = this.view;
    const missing = (info?.pinned ?? []).filter((seq) => !pins.some((pin) => pin.seq === seq));
    if (this.store.connection !== "online" || missing.join() === this.#asked) return;
    this.#asked = missing.join();
    if (!missing.length) return;
    try {
      await this.store.messages.load(id, missing);
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      this.#asked = "";
    }
  }
}

customElements.define("happy-pins-bar", PinsBar);
