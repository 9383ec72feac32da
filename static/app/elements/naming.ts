/** Asking for a name. */

import { html, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { field, isTooLong } from "./group/field.js";
import { Light } from "./part.js";
import { isBlank } from "./phrases.js";

export interface Naming {
  title: string;
  label: string;
  most: number;
  /** The word on the button. */
  yes: string;
}

/** Ask for a name; resolves with it, or with "" where somebody thinks better of it. */
export function askName(naming: Naming): Promise<string> {
  const element = new AskName();
  element.naming = naming;
  document.body.append(element);
  return element.answer.finally(() => element.remove());
}

class AskName extends Light {
  @property({ attribute: false }) naming!: Naming;
  @state() private name = "";

  #settle!: (name: string) => void;
  readonly answer = new Promise<string>((resolve) => (this.#settle = resolve));

  protected override firstUpdated(): void {
    this.querySelector("dialog")!.showModal();
    this.querySelector("input")!.focus();
  }

  protected override render(): TemplateResult {
    const { title, label, most, yes } = this.naming;
    const isReady = !isBlank(this.name) && !isTooLong(this.name, most);
    return html`<dialog class="dialog" aria-labelledby="naming-title" @close=${this.#closed}>
      <form class="form" method="dialog" @submit=${(event: Event) => isReady || event.preventDefault()}>
        <h2 id="naming-title">${title}</h2>
        ${field({ id: "naming-name", label, value: this.name, most, typed: (name) => (this.name = name) })}
        <div class="dialog__actions">
          <button class="button" type="button" @click=${() => this.querySelector("dialog")!.close()}>${gettext("Cancel")}</button>
          <button class="button button--primary" value="yes" ?disabled=${!isReady}>${yes}</button>
        </div>
      </form>
    </dialog>`;
  }

  #closed(event: Event): void {
    this.#settle((event.target as HTMLDialogElement).returnValue === "yes" ? this.name.trim() : "");
  }
}

customElements.define("happy-ask-name", AskName);
