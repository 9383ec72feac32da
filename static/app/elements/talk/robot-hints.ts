/** What one could ask the robot. */

import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import "../../words.js";
import type { ConversationView } from "../../store.js";
import { Part } from "../part.js";

export class RobotHints extends Part {
  @property({ attribute: false }) view!: ConversationView;

  protected override render(): TemplateResult {
    const hints = [gettext("What can you do?"), gettext("5 km to miles"), gettext("Days until Christmas"), gettext("Tell me a joke")];
    return html`<p class="hints__words">${gettext("I am a robot and answer at once. Try:")}</p>
      <div class="pane__chips" role="group" aria-label=${gettext("Ask the robot")}>
      ${hints.map((words) => html`<button class="tag tag--button" @click=${() => this.#ask(words)}>${words}</button>`)}
    </div>`;
  }

  #ask(words: string): void {
    void this.store.sendText(this.view.id, words);
  }
}

customElements.define("happy-robot-hints", RobotHints);
