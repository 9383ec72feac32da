/** A menu that opens where it was asked for: by a button, a right click, a long press or a key. */

import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import "../words.js";
import { icon } from "./icons.js";
import type { MenuItem, MenuPlace } from "./menu.js";
import { Light } from "./part.js";

const MARGIN_PX = 8;

export class Menu extends Light {
  @property({ attribute: false }) place: MenuPlace = { x: 0, y: 0 };
  @property({ attribute: false }) label = "";
  @property({ attribute: false }) items: readonly MenuItem[] = [];

  protected override firstUpdated(): void {
    const dialog = this.querySelector("dialog")!;
    dialog.showModal();
    // Also keeps what is only there while it has the focus, which is to come back.
    if (this.place instanceof Element) this.place.ariaExpanded = "true";
    this.#put(dialog);
    this.#rows[0]?.focus();
  }

  protected override render(): TemplateResult {
    return html`<dialog class="menu" aria-label=${this.label} @close=${this.#closed} @click=${this.#outside}>
      <ul class="menu__items" role="menu" aria-label=${this.label} @keydown=${this.#key}>
        ${this.items.map((item) => html`<li role="none">${this.#row(item)}</li>`)}
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

  /** Below its button or the point, or above where there is no room. */
  #put(dialog: HTMLElement): void {
    const { left, right, top, bottom } = boxOf(this.place);
    const { width, height } = dialog.getBoundingClientRect();
    const isLate = left + width > innerWidth - MARGIN_PX;
    const x = isLate ? right - width : left;
    const y = bottom + height > innerHeight - MARGIN_PX ? top - height : bottom;
    dialog.style.left = `${Math.max(MARGIN_PX, Math.min(x, innerWidth - width - MARGIN_PX))}px`;
    dialog.style.top = `${Math.max(MARGIN_PX, Math.min(y, innerHeight - height - MARGIN_PX))}px`;
  }

  #key(event: KeyboardEvent): void {
    const rows = this.#rows;
    const index = rows.indexOf(document.activeElement as HTMLElement);
    const moves: Record<string, number> = {
      ArrowDown: (index + 1) % rows.length,
      ArrowUp: (index - 1 + rows.length) % rows.length,
      Home: 0,
      End: rows.length - 1,
    };
    const to = moves[event.key];
    if (event.key === "Tab") this.querySelector("dialog")?.close();
    else if (to === undefined) return;
    else rows[to]?.focus();
    event.preventDefault();
  }

  /** A click on the backdrop is a click on the dialog itself. */
  #outside(event: Event): void {
    if (event.target === event.currentTarget) this.querySelector("dialog")?.close();
  }
}

function boxOf(place: MenuPlace): Pick<DOMRect, "left" | "right" | "top" | "bottom"> {
  if (place instanceof Element) return place.getBoundingClientRect();
  else return { left: place.x, right: place.x, top: place.y, bottom: place.y };
}

customElements.define("happy-menu", Menu);
