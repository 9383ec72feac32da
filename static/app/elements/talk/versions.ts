/** What an edited message said before. */

import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import "../../words.js";
import type { Version } from "../../protocol.js";
import type { MessageView } from "../../store.js";
import { icon } from "../icons.js";
import { Part } from "../part.js";
import { bdi } from "../phrases.js";
import { wordError } from "../refusals.js";
import type { Talk } from "./message-menu.js";

/** The focus returns to where it was. */
export function showVersions({ store, view }: Talk, message: MessageView): void {
  const element = new Versions();
  Object.assign(element, { store, stream: view.id, message });
  document.body.append(element);
}

class Versions extends Part {
  @property({ attribute: false }) stream = "";
  @property({ attribute: false }) message!: MessageView;
  @state() private versions: readonly Version[] | undefined;
  @state() private wrong = "";

  protected override firstUpdated(): void {
    this.querySelector("dialog")!.showModal();
    void this.#load();
  }

  protected override render(): TemplateResult {
    const { versions, wrong } = this;
    return html`<dialog class="dialog" aria-labelledby="versions-title" @close=${() => this.remove()}>
      <div class="dialog__head">
        <h2 id="versions-title">${gettext("What it said before")}</h2>
        <button class="icon-button" aria-label=${gettext("Close")} autofocus @click=${() => this.querySelector("dialog")!.close()}>${icon("close")}</button>
      </div>
      ${wrong ? html`<p class="alert alert--error" role="alert">${wrong}</p>` : nothing}
      <ol class="versions" reversed aria-busy=${!versions && !wrong}>
        ${versions?.toReversed().map((version, index) => html`<li class="versions__one">${this.#version(version, index === 0)}</li>`)}
      </ol>
    </dialog>`;
  }

  #version({ body, at }: Version, isPresent: boolean): TemplateResult {
    return html`<p class="versions__at">
        <time datetime=${at}>${this.times.full(at)}</time> ${isPresent ? html`<strong>${gettext("Now")}</strong>` : nothing}
      </p>
      <p class="versions__body">${bdi(body)}</p>`;
  }

  async #load(): Promise<void> {
    try {
      this.versions = await this.store.messages.versions(this.stream, this.message.seq!);
    } catch (error) {
      this.wrong = wordError(error);
    }
  }
}

customElements.define("happy-versions", Versions);
