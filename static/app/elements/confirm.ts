import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import { Light } from "./part.js";

export interface Question {
  title: string;
  text: string;
  /** The word on the button that does it. */
  yes: string;
  dangerous?: boolean;
}

/** Ask once, naming the thing; resolves with the answer. The focus returns to where it was. */
export function confirm(question: Question): Promise<boolean> {
  const before = document.activeElement;
  const element = new Confirm();
  element.question = question;
  document.body.append(element);
  return element.answer.finally(() => {
    element.remove();
    if (before instanceof HTMLElement) before.focus();
  });
}

class Confirm extends Light {
  @property({ attribute: false }) question!: Question;

  #settle!: (yes: boolean) => void;
  readonly answer = new Promise<boolean>((resolve) => (this.#settle = resolve));

  protected override firstUpdated(): void {
    this.querySelector("dialog")?.showModal();
  }

  protected override render(): TemplateResult {
    const { title, text, yes, dangerous } = this.question;
    return html`<dialog class="dialog" aria-labelledby="confirm-title" @close=${this.#closed}>
      <h2 id="confirm-title">${title}</h2>
      <p class="dialog__text">${text}</p>
      <form class="dialog__actions" method="dialog">
        <button class="button" value="no" autofocus>${gettext("Cancel")}</button>
        <button class="button ${dangerous ? "button--danger" : "button--primary"}" value="yes">${yes}</button>
      </form>
    </dialog>`;
  }

  #closed(event: Event): void {
    this.#settle((event.target as HTMLDialogElement).returnValue === "yes");
  }
}

customElements.define("happy-confirm", Confirm);
