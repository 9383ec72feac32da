/** The panel behind the composer's `+`: in the keyboard's place on phones, above the composer elsewhere. */

import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import "../../words.js";
import type { ConversationView } from "../../store.js";
import { toast } from "../events.js";
import { icon } from "../icons.js";
import { Part } from "../part.js";
import { wordError } from "../refusals.js";
import { TILES, type Tile } from "./tiles.js";

/** As many as the style sheet puts in a row. */
const COLUMNS = 4;

/** Sends `happy-tiles-close`. */
export class Tiles extends Part {
  @property({ attribute: false }) view!: ConversationView;

  protected override firstUpdated(): void {
    this.#tiles[0]?.focus();
    document.addEventListener("pointerdown", this.#outside);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("pointerdown", this.#outside);
  }

  protected override render(): TemplateResult {
    const tiles = TILES.filter(({ fits }) => fits?.(this.view) ?? true);
    return html`<div class="plus__grid" role="menu" aria-label=${gettext("More to send")} @keydown=${this.#key} @focusout=${this.#left}>
      ${tiles.map(
        (tile) => html`<button class="plus__tile" type="button" role="menuitem" tabindex="-1" @click=${() => this.#choose(tile)}>
          <span class="plus__icon">${icon(tile.icon)}</span>
          <span class="plus__words">${tile.words()}</span>
        </button>`,
      )}
    </div>`;
  }

  get #tiles(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".plus__tile")];
  }

  /** What opened the panel. */
  get #opener(): HTMLElement {
    return this.closest("form")!.querySelector<HTMLElement>(".composer__more")!;
  }

  async #choose(tile: Tile): Promise<void> {
    const source = this.#opener;
    const { store, view } = this;
    this.#close();
    try {
      await tile.open({ source, store, view });
    } catch (error) {
      toast(source, wordError(error));
    }
  }

  #key(event: KeyboardEvent): void {
    const tiles = this.#tiles;
    const index = tiles.indexOf(document.activeElement as HTMLElement);
    const moves: Record<string, number> = {
      ArrowRight: index + 1,
      ArrowLeft: index - 1,
      ArrowDown: index + COLUMNS,
      ArrowUp: index - COLUMNS,
      Home: 0,
      End: tiles.length - 1,
    };
    if (event.key === "Escape") this.#close();
    else if (moves[event.key] === undefined) return;
    else tiles[moves[event.key]!]?.focus();
    event.preventDefault();
  }

  /** Another window may have taken the focus for a moment. */
  #left({ relatedTarget }: FocusEvent): void {
    if (relatedTarget instanceof Node && !this.contains(relatedTarget) && relatedTarget !== this.#opener) this.#tell();
  }

  #outside = ({ target }: PointerEvent): void => {
    if (target instanceof Node && !this.contains(target) && !this.#opener.contains(target)) this.#tell();
  };

  /** The focus goes back to where it came from. */
  #close(): void {
    this.#opener.focus();
    this.#tell();
  }

  #tell(): void {
    this.dispatchEvent(new CustomEvent("happy-tiles-close"));
  }
}

customElements.define("happy-tiles", Tiles);
