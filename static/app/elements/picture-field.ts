import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import type { Topic } from "../store.js";
import { toast } from "./events.js";
import "./face.js";
import { icon } from "./icons.js";
import { Part } from "./part.js";
import { bdi, nameOf } from "./phrases.js";
import { wordError } from "./refusals.js";
import { squarePicture } from "./square-picture.js";

/** My picture: choose one, see it as others will, then use it. */
export class PictureField extends Part {
  @state() private chosen: Blob | undefined;
  @state() private uploading = false;
  @state() private error = "";

  #preview = "";

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
      <happy-face class="face face--xl" .people=${[person]} .picture=${this.#preview}></happy-face>
      <div class="picture-field__side">
        <p class="field__label">${bdi(nameOf(person))}</p>
        ${this.chosen ? this.#decide() : this.#choose()}
        ${this.error ? html`<p class="field__error" role="alert">${this.error}</p>` : nothing}
      </div>
      <input class="unseen" type="file" accept="image/*" tabindex="-1" aria-label=${gettext("Picture")} @change=${this.#picked} />
    </div>`;
  }

  #choose(): TemplateResult {
    return html`<p class="field__hint">${gettext("A square around the middle of it is shown.")}</p>
      <div class="picture-field__buttons">
        <button class="button" @click=${this.#pick}>${icon("camera", "s")} ${gettext("Choose a picture")}</button>
      </div>`;
  }

  #decide(): TemplateResult {
    return html`<p class="field__hint" role="status">
        ${this.uploading ? gettext("Sending the picture…") : gettext("This is how others will see it.")}
      </p>
      ${this.uploading ? html`<progress class="picture-field__progress" aria-label=${gettext("Sending the picture…")}></progress>` : nothing}
      <div class="picture-field__buttons">
        <button class="button button--primary" ?disabled=${this.uploading} @click=${this.#use}>${gettext("Use it")}</button>
        <button class="button" ?disabled=${this.uploading} @click=${this.#pick}>${gettext("Choose another")}</button>
        <button class="button button--quiet" ?disabled=${this.uploading} @click=${this.#forget}>${gettext("Cancel")}</button>
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
    try {
      const picture = await squarePicture(file);
      this.#forget();
      this.#preview = URL.createObjectURL(picture);
      this.chosen = picture;
    } catch {
      this.error = gettext("This file is no picture that can be read. Choose another.");
    }
  }

  async #use(): Promise<void> {
    if (!this.chosen) return;
    this.uploading = true;
    try {
      await this.store.uploadAvatar(this.chosen);
      this.#forget();
      toast(this, gettext("Saved."));
    } catch (error) {
      this.error = wordError(error);
    } finally {
      this.uploading = false;
    }
  }

  #forget(): void {
    if (this.#preview) URL.revokeObjectURL(this.#preview);
    this.#preview = "";
    this.chosen = undefined;
  }
}

customElements.define("happy-picture-field", PictureField);
