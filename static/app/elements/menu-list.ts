/** A menu that opens where it was asked for: by a button, a right click, a long press or a key. */

import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import "../words.js";
import { icon } from "./icons.js";
import { putBeside, type MenuItem, type MenuPlace } from "./menu.js";
import { Light } from "./part.js";

export class Menu extends Light {
  @property({ attribute: false }) place: MenuPlace = { x: 0, y: 0 };
  @property({ attribute: false }) label = "";
  @property({ attribute: false }) items: readonly MenuItem[] = [];

  protected override firstUpdated(): void {
    const dialog = this.querySelector("dialog")!;
    dialog.showModal();
    // Also keeps what is only there while it has the focus, which is to come back.
    if (this.place instanceof Element) this.place.ariaExpanded = "true";
    putBeside(dialog, this.place);
    this.#rows[0]?.focus();
  }

  protected override render(): TemplateResult {
    return html`<dialog class="menu" aria-label=${this.label} @close=${this.#closed} @click=${this.#outside}>
      <ul class="menu__items" role="menu" aria-label=${this.label} @keydown=${this.#key}>
        ${this.#signs.length ? html`<li class="menu__signs" role="none">${this.#signs.map((item) => this.#sign(item))}</li>` : nothing}
        ${this.items.filter(({ sign }) => !sign).map((item) => html`<li role="none">${this.#row(item)}</li>`)}
      </ul>
    </dialog>`;
  }

  #row(item: MenuItem): TemplateResult {
    const { words, icon: name, dangerous, checked } = item;
    return html`<button
      class="menu__item ${dangerous ? "menu__item--danger" : ""}"
      role=${checked === undefined ? "menuitem" : "menuitemradio"}
      aria-checked=${checked ?? nothing}
      tabindex="-1"
      @click=${() => this.#choose(item)}
    >
      ${checked === undefined ? (name ? icon(name, "s") : nothing) : html`<span class="menu__mark">${checked ? icon("sent", "s") : nothing}</span>`}
      <span>${words}</span>
    </button>`;
  }

  #sign(item: MenuItem): TemplateResult {
    const { words, sign, checked } = item;
    return html`<button
      class="menu__sign"
      role=${checked === undefined ? "menuitem" : "menuitemcheckbox"}
      aria-checked=${checked ?? nothing}
      aria-label=${words}
      title=${words}
      tabindex="-1"
      @click=${() => this.#choose(item)}
    >
      ${sign}
    </button>`;
  }

  get #signs(): MenuItem[] {
    return this.items.filter(({ sign }) => sign);
  }

  get #rows(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".menu__item")];
  }

  /** Closed first: what is done may open something of its own. */
  #choose(item: MenuItem): void {
    const dialog = this.querySelector("dialog")!;
    dialog.addEventListener("close", () => item.act(), { once: true });
    dialog.close();
  }

  #closed(): void {
    if (this.place instanceof Element) this.place.ariaExpanded = null;
    this.remove();
  }

  #key(event: KeyboardEvent): void {
    const to = this.#wayOf(event.key);
    if (event.key === "Tab") this.querySelector("dialog")?.close();
    else if (!to) return;
    else to.focus();
    event.preventDefault();
  }

  /** Signs stand beside each other, above the rows. */
  #wayOf(key: string): HTMLElement | undefined {
    const rows = this.#rows;
    const signs = [...this.querySelectorAll<HTMLElement>(".menu__sign")];
    const active = document.activeElement as HTMLElement;
    const column = signs.length ? [signs.includes(active) ? active : signs[0]!, ...rows] : rows;
    const [index, place] = [column.indexOf(active), signs.indexOf(active)];
    const ways: Record<string, HTMLElement | undefined> = {
      ArrowDown: column[(index + 1) % column.length],
      ArrowUp: column.at(index - 1),
      ArrowRight: place < 0 ? undefined : signs[(place + 1) % signs.length],
      ArrowLeft: place < 0 ? undefined : signs.at(place - 1),
      Home: column[0],
      End: column.at(-1),
    };
    return ways[key];
  }

  /** A click on the backdrop is a click on the dialog itself. */
  #outside(event: Event): void {
    if (event.target === event.currentTarget) this.querySelector("dialog")?.close();
  }
}

customElements.define("happy-menu", Menu);
