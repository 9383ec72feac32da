import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import { Light } from "./part.js";

const SHOWN_MS = 5000;

interface Toast {
  id: number;
  text: string;
}

/** Short words over the page that go away by themselves. */
export class Toasts extends Light {
  #toasts: Toast[] = [];
  #next = 1;

  show(text: string): void {
    const id = this.#next++;
    this.#toasts = [...this.#toasts.filter((toast) => toast.text !== text), { id, text }];
    this.requestUpdate();
    setTimeout(() => this.#drop(id), SHOWN_MS);
  }

  protected override render(): TemplateResult {
    return html`<div class="toasts" role="status">
      ${repeat(this.#toasts, ({ id }) => id, ({ text }) => html`<p class="toast">${text}</p>`)}
    </div>`;
  }

  #drop(id: number): void {
    this.#toasts = this.#toasts.filter((toast) => toast.id !== id);
    this.requestUpdate();
  }
}

customElements.define("happy-toasts", Toasts);
