import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import type { Person } from "../../store.js";
import { crop } from "../crop.js";
import "../face.js";
import { icon } from "../icons.js";
import { Light } from "../part.js";

/** The picture of a group: its members' faces, or one of its own. Sends `happy-picture` with the blob, or undefined for faces. */
export class GroupPicture extends Light {
  @property({ attribute: false }) people: readonly Person[] = [];
  /** The one it has. */
  @property({ attribute: false }) picture = "";
  @property({ attribute: false }) busy = false;
  @state() private preview = "";
  @state() private error = "";

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget();
  }

  protected override render(): TemplateResult {
    const shown = this.preview || this.picture;
    return html`<div class="picture-field">
      <happy-face class="face face--xl" .people=${this.people} .picture=${shown}></happy-face>
      <div class="picture-field__side">
        <p class="field__hint">${shown ? gettext("A picture of its own") : gettext("Made of the members' faces")}</p>
        <div class="picture-field__buttons">
          <button class="button" type="button" ?disabled=${this.busy} @click=${this.#pick}>
            ${icon("camera", "s")} ${gettext("Choose a picture")}
          </button>
          ${shown
            ? html`<button class="button button--quiet" type="button" ?disabled=${this.busy} @click=${this.#faces}>${gettext("Use the faces")}</button>`
            : nothing}
        </div>
        ${this.error ? html`<p class="field__error" role="alert">${this.error}</p>` : nothing}
      </div>
      <input class="unseen" type="file" accept="image/*" tabindex="-1" aria-label=${gettext("Picture")} @change=${this.#picked} />
    </div>`;
  }

  #pick(): void {
    this.querySelector<HTMLInputElement>("input")?.click();
  }

  async #picked(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    this.error = "";
    try {
      const picture = await crop(file);
      if (!picture) return;
      this.#forget();
      this.preview = URL.createObjectURL(picture);
      this.#tell(picture);
    } catch {
      this.error = gettext("This file is no picture that can be read. Choose another.");
    }
  }

  #faces(): void {
    this.#forget();
    this.#tell(undefined);
  }

  #forget(): void {
    if (this.preview) URL.revokeObjectURL(this.preview);
    this.preview = "";
  }

  #tell(picture: Blob | undefined): void {
    this.dispatchEvent(new CustomEvent<Blob | undefined>("happy-picture", { detail: picture }));
  }
}

customElements.define("happy-group-picture", GroupPicture);
