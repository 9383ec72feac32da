/** Under a robot's answer that grows: a button to stop it. */

import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import "../../words.js";
import type { MessageView } from "../../store.js";
import { inTalk } from "../events.js";
import { Light } from "../part.js";

export class Growing extends Light {
  @property({ attribute: false }) message!: MessageView;
  @property({ attribute: false }) stoppable = false;
  @state() private stopping = false;

  protected override render(): TemplateResult | typeof nothing {
    const { row } = this.message;
    if (row?.stopped) return html`<p class="growing__words">${gettext("Stopped")}</p>`;
    else if (!row?.open) return nothing;
    else if (!this.stoppable) return html`<p class="growing__words" role="status">${gettext("Still writing…")}</p>`;
    return html`<button class="button" ?disabled=${this.stopping} @click=${this.#stop}>${gettext("Stop")}</button>`;
  }

  #stop(event: Event): void {
    event.stopPropagation();
    const { seq } = this.message;
    if (seq === undefined) return;
    this.stopping = true;
    inTalk(this, async ({ store, view }) => {
      try {
        await store.messages.close(view.id, seq);
      } finally {
        this.stopping = false;
      }
    });
  }
}

customElements.define("happy-growing", Growing);
