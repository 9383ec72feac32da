/** The composer's emoji: a button, and what it opens beside the composer, on phones in place of the keyboard. */

import { html, nothing, type ReactiveController, type TemplateResult } from "lit";

import type { ConversationView, Store } from "../store.js";
import { toast } from "./events.js";
import { icon } from "./icons.js";
import type { Part } from "./part.js";
import { wordError } from "./refusals.js";

const NARROW = matchMedia("(max-width: 639px)");

type Host = Part & { store: Store; view: ConversationView };

export class ComposerEmoji implements ReactiveController {
  readonly #host: Host;
  readonly #insert: (emoji: string) => void;
  #isOpen = false;

  /** `insert` is told what was chosen; the host has the focus when it is over. */
  constructor(host: Host, insert: (emoji: string) => void) {
    this.#host = host;
    this.#insert = insert;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener("pointerdown", this.#pressed);
  }

  hostDisconnected(): void {
    document.removeEventListener("pointerdown", this.#pressed);
    this.#isOpen = false;
  }

  button(): TemplateResult {
    const words = gettext("Emoji");
    return html`<button type="button" class="icon-button" aria-label=${words} title=${words} aria-expanded=${this.#isOpen} @click=${this.#toggle}>
      ${icon("emoji")}
    </button>`;
  }

  panel(): TemplateResult | typeof nothing {
    if (!this.#isOpen) return nothing;
    return html`<happy-expressions
      class="emoji emoji--beside"
      role="dialog"
      aria-label=${gettext("Emoji and stickers")}
      .store=${this.#host.store}
      .view=${this.#host.view}
      .hasSearchFocus=${!NARROW.matches}
      @happy-emoji=${({ detail }: CustomEvent<string>) => this.#insert(detail)}
      @keydown=${this.#key}
    ></happy-expressions>`;
  }

  /** Do they stand where the keyboard would? */
  get isKeyboard(): boolean {
    return this.#isOpen && NARROW.matches;
  }

  /** The keyboard comes back, where there is one to be seen. */
  yield(): void {
    if (NARROW.matches) this.#set(false);
  }

  #toggle = (): void => {
    this.#set(!this.#isOpen);
    if (!this.#isOpen) this.#host.focus();
    else import("./talk/expressions.js").catch((error: unknown) => toast(this.#host, wordError(error)));
  };

  /** A press elsewhere puts them away; on phones they stay, as a keyboard would, until other things are chosen from. */
  #pressed = (event: Event): void => {
    const target = event.target as Element;
    const isElsewhere = !this.#host.contains(target) && !target.closest("happy-menu") && !NARROW.matches;
    if (this.#isOpen && (isElsewhere || target.closest(".composer__more"))) this.#set(false);
  };

  #key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    this.#set(false);
    this.#host.focus();
  };

  #set(isOpen: boolean): void {
    this.#isOpen = isOpen;
    this.#host.requestUpdate();
  }
}
