/** Reacting to a message: a few emoji at hand, or any. */

import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import "../../words.js";
import type { MessageView, Store } from "../../store.js";
import { putBeside, type MenuPlace } from "../menu.js";
import { Light } from "../part.js";
import "./emoji-picker.js";
import type { Talk } from "./message-menu.js";

export const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

/** Mine, of those who reacted so. */
export function isMine({ store, view }: Talk, message: MessageView, emoji: string): boolean {
  const reaction = store.messages.reactions(view.id, message).find((one) => one.emoji === emoji);
  return reaction?.users.includes(store.user) ?? false;
}

/** Choose from all emoji; the focus returns to where it was. */
export async function reactWithAny({ store, view }: Talk, message: MessageView, place: MenuPlace): Promise<void> {
  const emoji = await pick(store, place);
  if (emoji) await store.messages.react(view.id, message.seq!, emoji, true);
}

function pick(store: Store, place: MenuPlace): Promise<string> {
  const element = new EmojiChoice();
  Object.assign(element, { store, place });
  document.body.append(element);
  return element.answer.finally(() => element.remove());
}

class EmojiChoice extends Light {
  @property({ attribute: false }) store!: Store;
  @property({ attribute: false }) place!: MenuPlace;

  #settle!: (emoji: string) => void;
  readonly answer = new Promise<string>((resolve) => (this.#settle = resolve));

  protected override firstUpdated(): void {
    const dialog = this.querySelector("dialog")!;
    dialog.showModal();
    putBeside(dialog, this.place);
  }

  protected override render(): TemplateResult {
    return html`<dialog class="menu emoji-choice" aria-label=${gettext("React")} @close=${this.#closed} @click=${this.#outside}>
      <happy-emoji-picker class="emoji emoji--choice" .store=${this.store} @happy-emoji=${this.#chosen}></happy-emoji-picker>
    </dialog>`;
  }

  #chosen({ detail }: CustomEvent<string>): void {
    this.querySelector("dialog")!.close(detail);
  }

  #closed(event: Event): void {
    this.#settle((event.target as HTMLDialogElement).returnValue);
  }

  #outside(event: Event): void {
    if (event.target === event.currentTarget) this.querySelector("dialog")!.close("");
  }
}

customElements.define("happy-emoji-choice", EmojiChoice);
