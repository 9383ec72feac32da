import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import type { Topic } from "../store.js";
import { crop } from "./crop.js";
import { toast } from "./events.js";
import "./face.js";
import { icon } from "./icons.js";
import { Part } from "./part.js";
import { bdi, nameOf } from "./phrases.js";
import { wordError } from "./refusals.js";

/** My picture: choose one, choose the square of it that others will see, then it is used. */
export class PictureField extends Part {
  @state() private sending = "";
  @state() private error = "";

  protected override get topics(): Topic[] {
    return ["me", "people"];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget();
  }

  protected override render(): TemplateResult {
    const person = this.store.person(this.store.user);
    return html`<div class="picture-field">
      <happy-face class="face face--xl" .people=${[person]} .picture=${this.sending}></happy-face>
      <div class="picture-field__side">
        <p class="field__label">${bdi(nameOf(person))}</p>
        ${this.sending
          ? html`<p class="field__hint" role="status">${gettext("Sending the picture…")}</p>
              <progress class="picture-field__progress" aria-label=${gettext("Sending the picture…")}></progress>`
          : html`<div class="picture-field__buttons">
              <button class="button" @click=${this.#pick}>${icon("camera", "s")} ${gettext("Choose a picture")}</button>
            </div>`}
        ${this.error ? html`<p class="field__error" role="alert">${this.error}</p>` : nothing}
      </div>
      <input class="unseen" type="file" accept="image/*" tabindex="-1" aria-label=${gettext("Picture")} @change=${this.#picked} />
    </div>`;
  }

  #pick(): void {
    this.querySelector("input")?.click();
  }

  async #picked(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    this.error = "";
    let picture: Blob | undefined;
    try {
      picture = await crop(file);
    } catch {
      this.error = gettext("This file is no picture that can be read. Choose another.");
    }
    if (picture) await this.#use(picture);
  }

  async #use(picture: Blob): Promise<void> {
    this.sending = URL.createObjectURL(picture);
    try {
      await this.store.people.uploadAvatar(picture);
      toast(this, gettext("Saved."));
    } catch (error) {
      this.error = wordError(error);
    } finally {
      this.#forget();
    }
  }

  #forget(): void {
    if (this.sending) URL.revokeObjectURL(this.sending);
    this.sending = "";
  }
}

customElements.define("happy-picture-field", PictureField);
